/** When each secret of a client was last used (product.md C-2). */

import type { Migration } from './migration.ts';

export const migration0019: Migration = {
  id: 19,
  statements: [
    `create table client_secret_use (
      client_id text not null references client (id) on delete cascade,
      secret text not null,
      used_at bigint not null,
      primary key (client_id, secret)
    ) {keyed}`,
  ],
};
