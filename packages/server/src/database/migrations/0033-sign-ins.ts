/** The family of a sign-in is found by the session alone: a client may know its person by no id of ours (advanced.md PWS-4). */

import type { Migration } from './migration.ts';

export const migration0033: Migration = {
  id: 33,
  statements: ['create index family_by_sid on family (sid) where sid is not null'],
};
