/**
 * A link to a subject of another issuer that was taken away is remembered: the next assertion must not make it again
 * (advanced.md JWB-3). And a token remembers which records of issuers and rules it hangs on, so that it ends with them
 * (advanced.md TEX-2, JWB-1).
 */

import type { Migration } from './migration.ts';

export const migration0035: Migration = {
  id: 35,
  statements: [
    'alter table foreign_subject add column ended_at bigint',
    'alter table opaque_token add column vouched_by text',
  ],
};
