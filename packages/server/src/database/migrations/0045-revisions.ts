/** Whether a record is still what another process remembers of it is read from its revision (operations.md E-4). */

import type { Migration } from './migration.ts';

export const migration0045: Migration = {
  id: 45,
  statements: [
    '{revised client id}',
    '{revised client_document url}',
    `create table policy_revision (one integer primary key not null check (one = 1), revision text not null)`,
    `insert into policy_revision (one, revision) values (1, '')`,
    '{noted resource}',
    '{noted free_standing_scope}',
    '{noted details_type}',
    '{noted trusted_issuer}',
    '{noted exchange_rule}',
    '{noted credential_configuration}',
  ],
};
