/** People are listed and searched (product.md A-2), and set their password by a link (product.md U-1, U-5). */

import type { Migration } from './migration.ts';

export const migration0011: Migration = {
  id: 11,
  statements: [
    'alter table user_account add column name_folded text',
    'update user_account set name_folded = lower({json claims name})',
    'create index user_account_by_id on user_account (id{bytes})',
    'create index user_account_by_username on user_account (username{bytes})',
    'create index user_account_by_email on user_account (email_folded{bytes})',
    'create index user_account_by_name on user_account (name_folded{bytes})',
    'create index user_account_by_sign_in on user_account (last_sign_in_at)',
    'create index browser_session_by_start on browser_session (created_at)',

    `create table password_link (
      user_id text primary key not null references user_account (id) on delete cascade,
      hash text not null unique,
      expires_at bigint not null
    ) {keyed}`,
    'create index password_link_by_expiry on password_link (expires_at)',
  ],
};
