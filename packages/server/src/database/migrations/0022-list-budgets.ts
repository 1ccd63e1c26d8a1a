/** Lists read a bounded number of rows, in the order in which they show them (product.md §17). */

import type { Migration } from './migration.ts';

export const migration0022: Migration = {
  id: 22,
  statements: [
    `create index audit_event_by_address on audit_event (actor_ip, event_at_ms)
      where actor_ip is not null`,
    'create index user_account_by_role on user_account (role, username{bytes})',
    'create index user_account_by_source on user_account (auth_source, username{bytes})',
    'drop index consent_by_client',
    'create index consent_by_client on consent (client_id, given_at_ms)',
    // With the id, so that a list skips what is on earlier pages without reading it
    'drop index family_by_start',
    'create index family_by_start on family (started_at_ms, id)',
    'drop index family_by_client',
    'create index family_by_client on family (client_id, started_at_ms, id)',
    'drop index family_by_revocation',
    `create index family_by_revocation on family (started_at_ms, id)
      where revoked_at_ms is not null`,
    'drop index family_by_pause',
    `create index family_by_pause on family (started_at_ms, id)
      where paused_at_ms is not null`,
  ],
};
