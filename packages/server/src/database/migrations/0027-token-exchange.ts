/** Trusted issuers, their subjects here, and who may exchange tokens (RFC 7523, RFC 8693). */

import type { Migration } from './migration.ts';

export const migration0027: Migration = {
  id: 27,
  statements: [
    `create table trusted_issuer (
      id text primary key not null,
      settings text not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `create table exchange_rule (
      id text primary key not null,
      settings text not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `create table foreign_subject (
      issuer text not null,
      subject text not null,
      user_id text not null references user_account(id) on delete cascade,
      linked_at bigint not null,
      primary key (issuer, subject)
    )`,
    'create index foreign_subject_by_user on foreign_subject (user_id)',
    'alter table opaque_token add column actor text',
  ],
};
