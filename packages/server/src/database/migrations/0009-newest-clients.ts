/** Which clients that nobody here made are the newest: of the others, those that nobody uses go (security.md L-8). */

import type { Migration } from './migration.ts';

export const migration0009: Migration = {
  id: 9,
  statements: [
    `create index client_by_newness on client (created_at)
      where source in ('dynamic', 'document')`,
  ],
};
