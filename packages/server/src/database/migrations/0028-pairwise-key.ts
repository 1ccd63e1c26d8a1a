/** The key of the names that people have towards single sectors (OpenID Connect Core §8.1). */

import type { Migration } from './migration.ts';

export const migration0028: Migration = {
  id: 28,
  statements: [
    `create table pairwise_key (
      name text primary key not null,
      sealed_key text not null,
      created_at bigint not null
    ) {keyed}`,
  ],
};
