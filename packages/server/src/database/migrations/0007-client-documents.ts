/** Clients that are metadata documents, and the way of proof a family is bound to (clients.md §5). */

import type { Migration } from './migration.ts';

export const migration0007: Migration = {
  id: 7,
  statements: [
    `create table client_document (
      url text primary key not null,
      text text not null,
      origin text not null,
      etag text,
      fresh_until_ms bigint not null,
      withdrawn_at_ms bigint
    )`,
    'create index client_document_by_age on client_document (fresh_until_ms)',
    'alter table family add column auth_method text',
  ],
};
