/** Grants that their clients manage (Grant Management §2), and what is part of them. */

import type { Migration } from './migration.ts';

export const migration0029: Migration = {
  id: 29,
  statements: [
    `create table managed_grant (
      id text primary key not null,
      client_id text not null,
      user_id text not null,
      scopes text not null,
      claims text not null,
      authorization_details text,
      revision bigint not null,
      created_at_ms bigint not null,
      updated_at_ms bigint not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index managed_grant_by_person on managed_grant (user_id, client_id)',
    'create index managed_grant_by_client on managed_grant (client_id)',
    'create index managed_grant_by_end on managed_grant (expires_at)',
    'alter table authorization_code add column grant_id text',
    'alter table authorization_code add column grant_action text',
    'alter table family add column grant_id text',
    'alter table device_code add column grant_id text',
    'alter table device_code add column grant_action text',
    'create index authorization_code_by_grant on authorization_code (grant_id) where grant_id is not null',
    'create index family_by_grant on family (grant_id) where grant_id is not null',
    'create index device_code_by_grant on device_code (grant_id) where grant_id is not null',
  ],
};
