/** What a front-end said of a guest who allowed something on another device (federation-vci-authlete.md §3.2). */

import type { Migration } from './migration.ts';

export const migration0040: Migration = {
  id: 40,
  statements: ['alter table device_code add column told text'],
};
