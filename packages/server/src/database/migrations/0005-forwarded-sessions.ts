/** A session may be known to hosts behind a proxy by a cookie of their own, which ends with it. */

import type { Migration } from './migration.ts';

export const migration0005: Migration = {
  id: 5,
  statements: [
    'alter table browser_session add column forward_hash text',
    `create unique index browser_session_by_forward on browser_session (forward_hash)
      where forward_hash is not null`,
  ],
};
