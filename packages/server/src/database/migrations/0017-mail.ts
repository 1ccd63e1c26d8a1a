/** Messages wait to be sent (mail.md M-2), and links in them say whose they are. */

import type { Migration } from './migration.ts';

export const migration0017: Migration = {
  id: 17,
  statements: [
    `create table mail_message (
      id text primary key not null,
      kind text not null,
      user_id text references user_account (id) on delete cascade,
      address text not null,
      address_folded text not null,
      languages text not null,
      facts text not null,
      sealed_link text,
      asked_by text not null,
      topic text,
      attempts integer not null,
      answer text,
      created_at bigint not null,
      next_attempt_at bigint,
      sent_at bigint,
      failed_at bigint
    ) {keyed}`,
    'create index mail_message_due on mail_message (next_attempt_at) where next_attempt_at is not null',
    'create index mail_message_unsent on mail_message (created_at) where sent_at is null',
    'create index mail_message_by_address on mail_message (address_folded, created_at)',
    'create index mail_message_by_person on mail_message (user_id, created_at)',
    'create index mail_message_by_age on mail_message (created_at)',

    `create table mail_link (
      hash text primary key not null,
      user_id text not null references user_account (id) on delete cascade,
      purpose text not null,
      address text not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index mail_link_by_person on mail_link (user_id, purpose)',
    'create index mail_link_by_expiry on mail_link (expires_at)',

    'alter table password_link add column address text',
  ],
};
