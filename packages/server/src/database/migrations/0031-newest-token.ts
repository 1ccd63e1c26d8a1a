/** Which access token of a family was made last, JWTs included, which are stored nowhere else (product.md T-3). */

import type { Migration } from './migration.ts';

export const migration0031: Migration = {
  id: 31,
  statements: [
    'alter table family add column newest_token_id text',
    'alter table family add column newest_expires_at bigint',
  ],
};
