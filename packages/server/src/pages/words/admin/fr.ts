import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const fr = {
  admin_overview: 'Tableau de bord',
  admin_lead: 'Ce que fait {site} et ce qui vous attend.',
  admin_users: 'Utilisateurs',
  admin_users_more: 'dont {administrators} administrateurs, {disabled} désactivés',
  admin_clients: 'Applications clientes',
  admin_clients_more: '{pending} en attente d’approbation',
} satisfies Words<typeof en>;
