/** Assertions that were accepted once (security.md R-7). */

import type { Migration } from './migration.ts';

export const migration0004: Migration = {
  id: 4,
  statements: [
    `create table seen_proof (
      hash text primary key not null,
      until bigint not null
    ) {keyed}`,
    'create index seen_proof_by_end on seen_proof (until)',
  ],
};
