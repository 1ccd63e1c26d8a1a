/** Requests of clients to people whom they name (CIBA), beside those of devices, and what is told of them outside. */

import type { Migration } from './migration.ts';

export const migration0030: Migration = {
  id: 30,
  statements: [
    'alter table device_code add column asked_user_id text',
    'alter table device_code add column acr_values text',
    'alter table device_code add column binding_message text',
    'alter table device_code add column notification text',
    `create index device_code_asked on device_code (asked_user_id, issued_at_ms)
      where asked_user_id is not null`,
    `create table backchannel_notice (
      id text primary key not null,
      client_id text not null,
      uri text not null,
      message text not null,
      attempts integer not null,
      created_at bigint not null,
      next_attempt_at bigint not null,
      delivered_at bigint,
      failed_at bigint
    ) {keyed}`,
    `create index backchannel_notice_due on backchannel_notice (next_attempt_at)
      where delivered_at is null and failed_at is null`,
    'create index backchannel_notice_by_age on backchannel_notice (created_at)',
  ],
};
