/** Consent to a self-registered client is bound to what was shown; what was given before is asked again. */

import type { Migration } from './migration.ts';

export const migration0003: Migration = {
  id: 3,
  statements: [`alter table consent add column terms text not null default '[]'`],
};
