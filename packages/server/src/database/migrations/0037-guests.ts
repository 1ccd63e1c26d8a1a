/** What a front-end keeps beside a ticket, and what it said of its guests (federation-vci-authlete.md ATL-25). */

import type { Migration } from './migration.ts';

export const migration0037: Migration = {
  id: 37,
  statements: [
    'alter table flow add column note text',
    'alter table authorization_code add column told text',
    'alter table family add column told text',
  ],
};
