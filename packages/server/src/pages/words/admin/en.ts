/** The pages of administrators. */
export const en = {
  admin_overview: 'Dashboard',
  admin_lead: 'What {site} is doing, and what needs you.',
  admin_users: 'Users',
  admin_users_more: '{administrators} administrators, {disabled} disabled',
  admin_clients: 'Clients',
  admin_clients_more: '{pending} waiting for approval',
} as const;
