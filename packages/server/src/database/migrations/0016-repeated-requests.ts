/** What was answered to requests that may come again (product.md M-2 Idempotency-Key). */

import type { Migration } from './migration.ts';

export const migration0016: Migration = {
  id: 16,
  statements: [
    `create table repeated_request (
      hash text primary key not null,
      caller text not null,
      request text not null,
      status integer,
      location text,
      body text,
      expires_at bigint not null
    ) {keyed}`,
    'create index repeated_request_by_expiry on repeated_request (expires_at)',
    'create index repeated_request_of_caller on repeated_request (caller, expires_at)',
  ],
};
