/** What codes, families and opaque tokens are bound to (RFC 9449 §5, §10, RFC 8705 §3); null: nothing. */

import type { Migration } from './migration.ts';

export const migration0025: Migration = {
  id: 25,
  statements: [
    'alter table authorization_code add column dpop_jkt text',
    'alter table family add column confirmation text',
    'alter table opaque_token add column confirmation text',
  ],
};
