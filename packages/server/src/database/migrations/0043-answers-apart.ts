/**
 * What is kept to be answered again for the grace of a rotation was part of one column, which each refresh read, took
 * apart and wrote: up to eight answers of more than a kilobyte. Each has a column of its own now, at the end of the row.
 */

import type { Migration } from './migration.ts';

export const migration0043: Migration = {
  id: 43,
  statements: [
    'alter table family add column answer_0 text',
    'alter table family add column answer_1 text',
    'alter table family add column answer_2 text',
    'alter table family add column answer_3 text',
    'alter table family add column answer_4 text',
    'alter table family add column answer_5 text',
    'alter table family add column answer_6 text',
    'alter table family add column answer_7 text',
  ],
};
