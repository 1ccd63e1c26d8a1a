/** What tokens for a resource are like, beside its scopes. */

import type { Migration } from './migration.ts';

export const migration0002: Migration = {
  id: 2,
  statements: [`alter table resource add column settings text not null default '{}'`],
};
