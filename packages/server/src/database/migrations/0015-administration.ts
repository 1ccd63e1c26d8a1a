/** What administrators list, pause and block: token sessions, authorizations, notices, documents (product.md T-3, T-4, C-5). */

import type { Migration } from './migration.ts';

export const migration0015: Migration = {
  id: 15,
  statements: [
    'alter table opaque_token add column paused_at_ms bigint',
    'create index opaque_token_by_token_id on opaque_token (token_id)',
    'create index opaque_token_by_client on opaque_token (client_id, issued_at_ms)',
    'create index opaque_token_by_issue on opaque_token (issued_at_ms)',
    `create index opaque_token_by_pause on opaque_token (issued_at_ms)
      where paused_at_ms is not null`,
    'create index family_by_start on family (started_at_ms)',
    'drop index family_by_client',
    'create index family_by_client on family (client_id, started_at_ms)',
    `create index family_by_revocation on family (started_at_ms)
      where revoked_at_ms is not null`,
    `create index family_by_pause on family (started_at_ms)
      where paused_at_ms is not null`,
    'create index consent_by_time on consent (given_at_ms)',
    `create index logout_notice_failed on logout_notice (failed_at)
      where failed_at is not null`,
    'alter table client_document add column fetched_at_ms bigint',
    'alter table client_document add column failed_at_ms bigint',
    'alter table client_document add column failure text',
    `create table blocked_domain (
      domain text primary key not null,
      created_at bigint not null,
      created_by text
    ) {keyed}`,
  ],
};
