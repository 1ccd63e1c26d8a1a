/** Clients that belong to people, and what these want to change of them (product.md §9). */

import type { Migration } from './migration.ts';

export const migration0012: Migration = {
  id: 12,
  statements: [
    'alter table client add column owner_id text',
    'alter table client add column created_by text',
    'alter table client add column pending_change text',
    'alter table client add column seen_at bigint',
    'create index client_by_owner on client (owner_id, created_at) where owner_id is not null',
    `create index client_by_pending_change on client (created_at)
      where pending_change is not null`,
  ],
};
