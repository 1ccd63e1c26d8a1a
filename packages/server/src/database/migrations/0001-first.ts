/** The first schema. Applied databases hold its checksum: never edit, add the next file instead. */

import type { Migration } from './migration.ts';

export const migration0001: Migration = {
  id: 1,
  statements: [
    `create table client (
      id text primary key not null,
      name text not null,
      source text not null,
      status text not null,
      settings text not null,
      secrets text not null,
      backchannel_logout_uri text,
      tokens_valid_from_ms bigint,
      created_at bigint not null,
      updated_at bigint not null,
      version integer not null
    ) {keyed}`,
    'create index client_by_status on client (status, created_at)',
    `create index client_by_idleness on client (updated_at)
      where source = 'dynamic'`,

    `create table user_account (
      id text primary key not null,
      username text not null unique,
      email text,
      email_folded text unique,
      email_verified_at bigint,
      role text not null,
      password_hash text,
      auth_source text not null,
      external_id text,
      claims text not null,
      must_change_password_at bigint,
      disabled_at_ms bigint,
      tokens_valid_from_ms bigint,
      created_at bigint not null,
      updated_at bigint not null,
      last_sign_in_at bigint,
      version integer not null
    ) {keyed}`,
    `create unique index user_account_by_external_id on user_account (auth_source, external_id)
      where external_id is not null`,

    `create table browser_session (
      hash text primary key not null,
      user_id text not null references user_account (id) on delete cascade,
      sid_seed text not null,
      auth_time bigint not null,
      acr text not null,
      amr text not null,
      created_at bigint not null,
      last_seen_at bigint not null,
      expires_at bigint not null,
      remembered_at bigint,
      address text,
      user_agent text,
      fingerprint text
    ) {keyed}`,
    'create index browser_session_by_user on browser_session (user_id)',
    'create index browser_session_by_expiry on browser_session (expires_at)',

    `create table session_client (
      session_hash text not null references browser_session (hash) on delete cascade,
      client_id text not null,
      sid text not null,
      primary key (session_hash, client_id)
    ) {keyed}`,

    `create table flow (
      hash text primary key not null,
      browser text,
      client_id text not null,
      parameters text not null,
      started_at bigint not null,
      expires_at bigint not null,
      session_hash text,
      chosen_account text
    ) {keyed}`,
    'create index flow_by_expiry on flow (expires_at)',

    `create table consent (
      user_id text not null references user_account (id) on delete cascade,
      client_id text not null,
      scope text not null,
      resources text not null,
      claims text not null,
      redirect_host text,
      given_at_ms bigint not null,
      primary key (user_id, client_id)
    ) {keyed}`,
    'create index consent_by_client on consent (client_id)',

    `create table authorization_code (
      hash text primary key not null,
      client_id text not null,
      user_id text not null,
      family_id text not null,
      redirect_uri text not null,
      scope text not null,
      resources text not null,
      code_challenge text,
      nonce text,
      claims text not null,
      auth_time bigint not null,
      acr text not null,
      amr text not null,
      session_hash text not null,
      sid text not null,
      ends_with_session text,
      issued_at_ms bigint not null,
      expires_at bigint not null,
      redeemed_at_ms bigint
    ) {keyed}`,
    'create index authorization_code_by_family on authorization_code (family_id)',
    `create index authorization_code_by_expiry on authorization_code (expires_at)
      where redeemed_at_ms is null`,

    `create table family (
      id text primary key not null,
      origin text not null,
      client_id text not null,
      user_id text not null,
      scope text not null,
      resources text not null,
      claims text not null,
      auth_time bigint not null,
      acr text not null,
      amr text not null,
      session_hash text,
      sid text,
      ends_with_session text,
      started_at_ms bigint not null,
      refresh_ends_at bigint not null,
      expires_at bigint not null,
      expires_day bigint not null,
      refresh_key_hash text unique,
      refresh_hash text,
      rotated text not null,
      refresh_expires_at bigint,
      last_used_at_ms bigint,
      revoked_at_ms bigint,
      revocation_reason text,
      paused_at_ms bigint
    )`,
    'create index family_by_user on family (user_id, client_id)',
    `create index family_by_session on family (ends_with_session)
      where ends_with_session is not null`,
    'create index family_by_expiry on family (expires_day)',

    `create table opaque_token (
      hash text primary key not null,
      token_id text not null,
      client_id text not null,
      user_id text,
      family_id text,
      scope text not null,
      audience text not null,
      auth_time bigint,
      acr text,
      amr text,
      issued_at_ms bigint not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index opaque_token_by_expiry on opaque_token (expires_at)',
    'create index opaque_token_by_user on opaque_token (user_id, issued_at_ms) where user_id is not null',

    `create table revoked_token (
      token_id text primary key not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index revoked_token_by_expiry on revoked_token (expires_at)',

    `create table device_code (
      hash text primary key not null,
      user_code_hash text not null unique,
      client_id text not null,
      scope text not null,
      resources text not null,
      issued_at_ms bigint not null,
      expires_at bigint not null,
      last_polled_at_ms bigint,
      bound_session text,
      state text not null,
      decided_at_ms bigint,
      user_id text,
      family_id text,
      auth_time bigint,
      acr text,
      amr text,
      session_hash text,
      sid text
    ) {keyed}`,
    'create index device_code_by_expiry on device_code (expires_at)',
    `create index device_code_approved on device_code (user_id)
      where state = 'approved'`,

    `create table resource (
      uri text primary key not null,
      name text,
      scopes text,
      created_at bigint not null,
      updated_at bigint not null
    ) {keyed}`,

    `create table signing_key (
      kid text primary key not null,
      alg text not null,
      public_jwk text not null,
      sealed_private text not null,
      created_at bigint not null,
      activates_at bigint not null,
      retires_at bigint,
      removed_at bigint
    ) {keyed}`,

    `create table logout_notice (
      id text primary key not null,
      client_id text not null,
      user_id text not null,
      sid text not null,
      uri text not null,
      attempts integer not null,
      created_at bigint not null,
      next_attempt_at bigint not null,
      delivered_at bigint,
      failed_at bigint
    ) {keyed}`,
    `create index logout_notice_due on logout_notice (next_attempt_at)
      where delivered_at is null and failed_at is null`,
    'create index logout_notice_by_age on logout_notice (created_at)',

    `create table audit_event (
      id text primary key not null,
      event_type text not null,
      event_at_ms bigint not null,
      severity text not null,
      actor_user_id text,
      actor_username text,
      actor_ip text,
      actor_client_id text,
      resource_type text,
      resource_id text,
      resource_name text,
      action text not null,
      details text not null,
      success integer not null,
      error_message text,
      user_agent text,
      request_path text,
      request_method text,
      request_id text
    ) {keyed}`,
    'create index audit_event_by_time on audit_event (event_at_ms)',
    'create index audit_event_by_type on audit_event (event_type, event_at_ms)',
    `create index audit_event_by_actor on audit_event (actor_username, event_at_ms)
      where actor_username is not null`,
    `create index audit_event_by_resource on audit_event (resource_name, event_at_ms)
      where resource_name is not null`,

    `create table secret_check (
      name text primary key not null,
      value text not null
    ) {keyed}`,
    `create table lease (
      name text primary key not null,
      holder text not null,
      expires_at bigint not null
    ) {keyed}`,
  ],
};
