/** Authorization requests that clients send before the browser comes (RFC 9126). */

import type { Migration } from './migration.ts';

export const migration0023: Migration = {
  id: 23,
  statements: [
    `create table pushed_request (
      hash text primary key not null,
      client_id text not null,
      parameters text not null,
      expires_at bigint not null,
      kept_until bigint not null
    ) {keyed}`,
    'create index pushed_request_by_end on pushed_request (kept_until)',
  ],
};
