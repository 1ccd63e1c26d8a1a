/**
 * Codes and opaque tokens are written one after another and read by a random digest. Where a keyed table lies in the
 * order of its key, each of them changed a page of its own in the table and in every index; now the table grows at its
 * end, and only the index of the digest is random. Lists name the digest in their index, as those of families do.
 */

import type { Migration } from './migration.ts';

export const migration0038: Migration = {
  id: 38,
  statements: [
    `{where keyed} create table appended_token (
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
      expires_at bigint not null,
      paused_at_ms bigint,
      paused_by text,
      confirmation text,
      authorization_details text,
      actor text,
      vouched_by text
    )`,
    `{where keyed} insert into appended_token select hash, token_id, client_id, user_id, family_id, scope, audience,
      auth_time, acr, amr, issued_at_ms, expires_at, paused_at_ms, paused_by, confirmation, authorization_details,
      actor, vouched_by from opaque_token order by issued_at_ms`,
    '{where keyed} drop table opaque_token',
    '{where keyed} alter table appended_token rename to opaque_token',
    '{where keyed} create index opaque_token_by_expiry on opaque_token (expires_at)',
    `{where keyed} create index opaque_token_by_user on opaque_token (user_id, issued_at_ms, hash)
      where user_id is not null`,
    `{where keyed} create index opaque_token_of_client on opaque_token (family_id, expires_at)
      where family_id is null`,
    '{where keyed} create index opaque_token_by_token_id on opaque_token (token_id)',
    '{where keyed} create index opaque_token_by_client on opaque_token (client_id, issued_at_ms, hash)',
    '{where keyed} create index opaque_token_by_issue on opaque_token (issued_at_ms, hash)',
    `{where keyed} create index opaque_token_by_pause on opaque_token (issued_at_ms, hash)
      where paused_at_ms is not null`,

    `{where keyed} create table appended_code (
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
      redeemed_at_ms bigint,
      provider text,
      dpop_jkt text,
      authorization_details text,
      grant_id text,
      grant_action text,
      told text
    )`,
    `{where keyed} insert into appended_code select hash, client_id, user_id, family_id, redirect_uri, scope, resources,
      code_challenge, nonce, claims, auth_time, acr, amr, session_hash, sid, ends_with_session, issued_at_ms, expires_at,
      redeemed_at_ms, provider, dpop_jkt, authorization_details, grant_id, grant_action, told
      from authorization_code order by issued_at_ms`,
    '{where keyed} drop table authorization_code',
    '{where keyed} alter table appended_code rename to authorization_code',
    '{where keyed} create index authorization_code_by_family on authorization_code (family_id)',
    `{where keyed} create index authorization_code_by_expiry on authorization_code (expires_at)
      where redeemed_at_ms is null`,
    `{where keyed} create index authorization_code_by_grant on authorization_code (grant_id)
      where grant_id is not null`,
  ],
};
