/** Scopes that belong to no resource (clients.md §9). */

import type { Migration } from './migration.ts';

export const migration0041: Migration = {
  id: 41,
  statements: [
    `create table free_standing_scope (
      name text primary key not null,
      settings text not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
  ],
};
