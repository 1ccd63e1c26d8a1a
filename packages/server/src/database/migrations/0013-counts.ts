/** What the gauges count is read from these alone, and not row by row (operations.md M-4). */

import type { Migration } from './migration.ts';

export const migration0013: Migration = {
  id: 13,
  statements: [
    'drop index family_by_expiry',
    'create index family_by_expiry on family (expires_day, revoked_at_ms)',
    `create index family_without_refresh on family (refresh_key_hash, expires_at, revoked_at_ms)
      where refresh_key_hash is null`,
    `create index opaque_token_of_client on opaque_token (family_id, expires_at)
      where family_id is null`,
    'create index user_account_by_standing on user_account (disabled_at_ms)',
  ],
};
