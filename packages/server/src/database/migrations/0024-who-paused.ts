/** Whose pause it is decides who may end it (product.md T-4). Of earlier ones nobody knows, so they are administrators’. */

import type { Migration } from './migration.ts';

export const migration0024: Migration = {
  id: 24,
  statements: [
    'alter table family add column paused_by text',
    'alter table opaque_token add column paused_by text',
  ],
};
