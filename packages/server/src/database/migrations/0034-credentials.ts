/** Verifiable credentials (OpenID4VCI): what is issued, what is offered, and what was given out. */

import type { Migration } from './migration.ts';

export const migration0034: Migration = {
  id: 34,
  statements: [
    `create table credential_configuration (
      id text primary key not null,
      settings text not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `create table credential_offer (
      hash text primary key not null,
      reference text not null,
      user_id text not null references user_account(id) on delete cascade,
      configuration_ids text not null,
      tx_code_hash text,
      tx_code_length integer,
      tries_left integer,
      issued_at_ms bigint not null,
      expires_at bigint not null,
      redeemed_at_ms bigint
    ) {keyed}`,
    'create unique index credential_offer_by_reference on credential_offer (reference)',
    'create index credential_offer_by_user on credential_offer (user_id, issued_at_ms)',
    'create index credential_offer_by_end on credential_offer (expires_at)',
    `create table issued_credential (
      id text primary key not null,
      user_id text not null,
      client_id text not null,
      family_id text not null,
      configuration_id text not null,
      status_list integer not null,
      status_index integer not null,
      notification text not null,
      issued_at_ms bigint not null,
      expires_at bigint not null,
      revoked_at_ms bigint,
      last_event text,
      last_event_at_ms bigint
    ) {keyed}`,
    'create unique index issued_credential_by_place on issued_credential (status_list, status_index)',
    'create index issued_credential_by_user on issued_credential (user_id, issued_at_ms)',
    'create index issued_credential_by_age on issued_credential (issued_at_ms)',
    'create index issued_credential_by_notification on issued_credential (notification)',
    'create index issued_credential_by_end on issued_credential (expires_at)',
    `create index issued_credential_revoked on issued_credential (status_list)
      where revoked_at_ms is not null`,
    `create table deferred_credential (
      hash text primary key not null,
      user_id text not null references user_account(id) on delete cascade,
      client_id text not null,
      family_id text not null,
      configuration_id text not null,
      holder_keys text,
      state text not null,
      asked_at_ms bigint not null,
      expires_at bigint not null,
      decided_at_ms bigint
    ) {keyed}`,
    'create index deferred_credential_by_user on deferred_credential (user_id, asked_at_ms)',
    `create index deferred_credential_pending on deferred_credential (asked_at_ms) where state = 'pending'`,
    'create index deferred_credential_by_end on deferred_credential (expires_at)',
    `alter table signing_key add column key_set text not null default 'protocol'`,
  ],
};
