/**
 * The id of a stored token names its family first, so that an index of these ids is in no order of time: each token
 * changed a page of its own there. The id says the time now, which has an index anyway; and the digest begins with it,
 * which tells those of before, whose ids do not, apart.
 */

import type { Migration } from './migration.ts';

export const migration0044: Migration = {
  id: 44,
  statements: [
    'drop index opaque_token_by_token_id',
    'create index opaque_token_by_token_id on opaque_token (token_id) where length(hash) = 43',
  ],
};
