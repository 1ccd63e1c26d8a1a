/** Authorization details (RFC 9396): their types, and what was asked for and allowed of them. */

import type { Migration } from './migration.ts';

export const migration0026: Migration = {
  id: 26,
  statements: [
    `create table details_type (
      id text primary key not null,
      title text not null,
      labels text not null,
      json_schema text not null,
      locations text,
      created_at bigint not null,
      updated_at bigint not null
    ) {keyed}`,
    'alter table authorization_code add column authorization_details text',
    'alter table family add column authorization_details text',
    'alter table opaque_token add column authorization_details text',
    'alter table device_code add column authorization_details text',
    'alter table device_code add column approved_details text',
    'alter table consent add column authorization_details text',
  ],
};
