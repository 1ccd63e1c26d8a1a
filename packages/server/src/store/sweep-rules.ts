/** What may be deleted, and when (operations.md X-2). Each condition is one an index begins with. */

import { type RawBuilder, sql } from 'kysely';
import { hasLiveFamily } from './client-reads.ts';

/** Rows of one table to delete. */
export type Expired = {
  readonly table: string;
  readonly key: string;
  readonly where: RawBuilder<boolean>;
  /** Rows of other tables that go first: those whose `column` is the key of one that goes. */
  readonly dependents: readonly { readonly table: string; readonly column: string }[];
};

export type Retention = {
  /** `AUDIT_LOG_RETENTION` in seconds; null: kept, or not due now. */
  readonly auditRetention: number | null;
  /** `CLIENT_LIFETIME` in seconds; null: dynamic clients live for ever. */
  readonly clientLifetime: number | null;
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The rules at this second. */
export function expiredRows({ auditRetention, clientLifetime }: Retention, now: number): readonly Expired[] {
  return [
    by('flow', 'hash', sql`expires_at <= ${now}`),
    by('revoked_token', 'token_id', sql`expires_at <= ${now}`),
    by('seen_proof', 'hash', sql`until <= ${now}`),
    by('browser_session', 'hash', sql`expires_at <= ${now}`),
    by('device_code', 'hash', sql`expires_at <= ${now - DAY}`),
    by('opaque_token', 'hash', sql`expires_at <= ${now - HOUR}`),
    // protocol.md TC-1: a redeemed code goes with its family
    by('authorization_code', 'hash', sql`redeemed_at_ms is null and expires_at <= ${now - 10 * MINUTE}`),
    // By whole days: rotation would move a finer index entry every time.
    {
      ...by('family', 'id', sql`expires_day <= ${Math.floor((now - 10 * MINUTE) / DAY)}`),
      dependents: [{ table: 'authorization_code', column: 'family_id' }],
    },
    by('logout_notice', 'id', sql`created_at <= ${now - 7 * DAY}`),
    ...(auditRetention === null
      ? []
      : [by('audit_event', 'id', sql`event_at_ms <= ${(now - auditRetention) * 1000}`)]),
    ...(clientLifetime === null ? [] : [idleClients(now, clientLifetime)]),
  ];
}

const by = (table: string, key: string, where: RawBuilder<boolean>): Expired => ({
  table,
  key,
  where,
  dependents: [],
});

const idleClients = (now: number, lifetime: number): Expired => ({
  table: 'client',
  key: 'id',
  where: sql`source = 'dynamic' and used_at <= ${now - lifetime} and not ${hasLiveFamily(sql`${now}`)}`,
  dependents: [{ table: 'consent', column: 'client_id' }],
});
