/** Whether a request was signed by its client decides whether it may go on where that is required (RFC 9101 §10.5). */

import type { Migration } from './migration.ts';

export const migration0032: Migration = {
  id: 32,
  statements: [
    "alter table flow add column form text not null default 'plain'",
    "alter table pushed_request add column form text not null default 'plain'",
  ],
};
