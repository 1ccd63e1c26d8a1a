/** People sign in through other providers (product.md §6). */

import type { Migration } from './migration.ts';

export const migration0018: Migration = {
  id: 18,
  statements: [
    `create table connection (
      id text primary key not null,
      user_id text not null references user_account (id) on delete cascade,
      provider text not null,
      subject text not null,
      username text,
      name text,
      email text,
      email_verified integer not null,
      avatar_url text,
      tokens text not null,
      created_at bigint not null,
      last_used_at bigint not null,
      unique (provider, subject),
      unique (user_id, provider)
    ) {keyed}`,
    `create table upstream_state (
      hash text primary key not null,
      browser text not null,
      provider text not null,
      purpose text not null,
      user_id text,
      flow text,
      redirect text,
      remembered integer not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index upstream_state_by_expiry on upstream_state (expires_at)',
    'alter table browser_session add column provider text',
    'alter table authorization_code add column provider text',
    'alter table device_code add column provider text',
    'alter table family add column provider text',
    'alter table sign_in_attempt add column provider text',
  ],
};
