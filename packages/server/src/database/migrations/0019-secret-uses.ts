/** When each secret of a client was last used (product.md C-2), and clients that are tried (product.md C-7). */

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
    'alter table client add column trial text',
    `create table client_trial (
      hash text primary key not null,
      client_id text not null references client (id) on delete cascade,
      user_id text not null references user_account (id) on delete cascade,
      expires_at bigint not null,
      unique (client_id, user_id)
    ) {keyed}`,
    'create index client_trial_by_expiry on client_trial (expires_at)',
  ],
};
