/** Tokens that are paused by themselves are found among all of a client or a person, however many those are (product.md §17). */

import type { Migration } from './migration.ts';

export const migration0039: Migration = {
  id: 39,
  statements: [
    `create index opaque_token_paused_by_client on opaque_token (client_id, issued_at_ms)
      where paused_at_ms is not null`,
    `create index opaque_token_paused_by_user on opaque_token (user_id, issued_at_ms)
      where paused_at_ms is not null`,
  ],
};
