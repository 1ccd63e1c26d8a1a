/** Second factors of people, sign-ins that wait for one, and when a session was confirmed last (product.md §5, S-8). */

import type { Migration } from './migration.ts';

export const migration0014: Migration = {
  id: 14,
  statements: [
    `create table totp_factor (
      user_id text primary key not null,
      sealed_secret text not null,
      last_step bigint not null,
      created_at bigint not null,
      last_used_at bigint
    ) {keyed}`,
    `create table passkey (
      id text primary key not null,
      user_id text not null,
      name text not null,
      public_key text not null,
      sign_count bigint not null,
      transports text not null,
      synced integer not null,
      created_at bigint not null,
      last_used_at bigint
    ) {keyed}`,
    'create index passkey_by_user on passkey (user_id)',
    `create table recovery_code (
      hash text primary key not null,
      user_id text not null,
      used_at bigint
    ) {keyed}`,
    'create index recovery_code_by_user on recovery_code (user_id)',
    `create table sign_in_attempt (
      hash text primary key not null,
      browser text not null,
      user_id text not null,
      password_mark text,
      remembered integer not null,
      tries integer not null,
      started_at_ms bigint not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index sign_in_attempt_by_expiry on sign_in_attempt (expires_at)',
    'create index sign_in_attempt_by_user on sign_in_attempt (user_id, started_at_ms)',
    'alter table browser_session add column confirmed_at bigint',
  ],
};
