/** Answers that are repeated to a double click, and what an approved device may be told (protocol.md IN-6). */

import type { Migration } from './migration.ts';

export const migration0008: Migration = {
  id: 8,
  statements: [
    `create table flow_answer (
      flow text primary key not null,
      browser text not null,
      user_id text,
      decision text,
      sealed text not null,
      answered_at_ms bigint not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index flow_answer_by_expiry on flow_answer (expires_at)',
    'alter table device_code add column claims text',
  ],
};
