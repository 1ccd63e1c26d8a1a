/** People allow self-registered clients before they are sent to a provider (clients.md §10 Before upstream sign-in). */

import type { Migration } from './migration.ts';

export const migration0020: Migration = {
  id: 20,
  statements: [
    'alter table upstream_state add column shown text',
    `create table earlier_approval (
      flow text primary key not null,
      browser text not null,
      user_id text not null references user_account (id) on delete cascade,
      provider text not null,
      shown text not null,
      expires_at bigint not null
    ) {keyed}`,
    'create index earlier_approval_by_expiry on earlier_approval (expires_at)',
  ],
};
