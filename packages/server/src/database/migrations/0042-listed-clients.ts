/** The list of clients, newest first, of all and of one source, reads no more rows than it shows (product.md §12.3). */

import type { Migration } from './migration.ts';

export const migration0042: Migration = {
  id: 42,
  statements: [
    'drop index client_by_newness',
    'create index client_by_age on client (created_at, id)',
    'create index client_by_source on client (source, created_at, id)',
  ],
};
