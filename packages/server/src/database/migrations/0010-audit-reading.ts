/** The audit log is read by people (operations.md D-5), and what happened a day is counted for charts. */

import type { Migration } from './migration.ts';

export const migration0010: Migration = {
  id: 10,
  statements: [
    'drop index audit_event_by_actor',
    'drop index audit_event_by_resource',
    `create index audit_event_by_username on audit_event (actor_username{bytes}, event_at_ms)
      where actor_username is not null`,
    `create index audit_event_by_resource_name on audit_event (resource_name{bytes}, event_at_ms)
      where resource_name is not null`,
    `create index audit_event_by_actor on audit_event (actor_user_id, event_at_ms)
      where actor_user_id is not null`,
    `create index audit_event_by_resource on audit_event (resource_id, event_at_ms)
      where resource_id is not null`,
    `create index audit_event_grave on audit_event (severity, event_at_ms) where severity <> 'INFO'`,
    'create index audit_event_failed on audit_event (event_at_ms) where success = 0',

    `create table daily_count (
      day integer not null,
      kind text not null,
      name text not null,
      count bigint not null,
      primary key (day, kind, name)
    ) {keyed}`,
    `create table daily_person (
      day integer not null,
      user_id text not null,
      primary key (day, user_id)
    ) {keyed}`,
  ],
};
