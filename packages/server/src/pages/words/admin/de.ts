import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const de = {
  admin_overview: 'Übersicht',
  admin_lead: 'Was {site} tut und was Sie braucht.',
  admin_users: 'Benutzer',
  admin_users_more: 'davon {administrators} in der Verwaltung, {disabled} gesperrt',
  admin_clients: 'Clients',
  admin_clients_more: '{pending} warten auf Freigabe',
} satisfies Words<typeof en>;
