/** Clients that registered themselves: when they were last used, and the token they manage themselves with. */

import type { Migration } from './migration.ts';

export const migration0006: Migration = {
  id: 6,
  statements: [
    'alter table client add column used_at bigint',
    'alter table client add column registration_hash text',
    'alter table client add column earlier_registration_hash text',
    'alter table client add column earlier_registration_until bigint',
    'drop index client_by_idleness',
    `create index client_by_idleness on client (used_at)
      where source = 'dynamic'`,
    'create index family_by_client on family (client_id)',
  ],
};
