import type { Words } from '../words.ts';
import type { en } from './en.ts';

export const es = {
  admin_overview: 'Panel',
  admin_lead: 'Qué hace {site} y qué requiere su atención.',
  admin_users: 'Usuarios',
  admin_users_more: '{administrators} administradores, {disabled} desactivados',
  admin_clients: 'Clientes',
  admin_clients_more: '{pending} pendientes de aprobación',
} satisfies Words<typeof en>;
