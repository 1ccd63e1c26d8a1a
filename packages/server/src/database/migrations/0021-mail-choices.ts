/** What people want to be told, codes beside links, and people who sign up or in by mail (mail.md M-6 to M-8). */

import type { Migration } from './migration.ts';

export const migration0021: Migration = {
  id: 21,
  statements: [
    `create table mail_choice (
      user_id text not null references user_account (id) on delete cascade,
      notice text not null,
      wanted integer not null,
      primary key (user_id, notice)
    ) {keyed}`,
    'alter table mail_link add column code text',
    'alter table mail_link add column tries integer not null default 0',

    `create table email_code (
      hash text primary key not null,
      browser text not null,
      user_id text references user_account (id) on delete cascade,
      tries integer not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index email_code_by_expiry on email_code (expires_at)',
    'alter table sign_in_attempt add column method text',

    `create table sign_up (
      hash text primary key not null,
      name text not null,
      email text not null,
      email_folded text not null,
      password_hash text not null,
      browser text not null,
      request text,
      languages text not null,
      created_at bigint not null,
      verified_at bigint,
      expires_at bigint not null
    ) {keyed}`,
    'create index sign_up_by_expiry on sign_up (expires_at)',
    'create index sign_up_verified on sign_up (verified_at) where verified_at is not null',
    'create index sign_up_by_address on sign_up (email_folded)',
  ],
};
