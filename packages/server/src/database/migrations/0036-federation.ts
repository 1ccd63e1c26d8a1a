/** Clients that federations vouch for, as long as they do (OpenID Federation §12.3). */

import type { Migration } from './migration.ts';

export const migration0036: Migration = {
  id: 36,
  statements: [
    'alter table client add column lapses_at bigint',
    'create index client_lapses on client (lapses_at) where lapses_at is not null',
  ],
};
