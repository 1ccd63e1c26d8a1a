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
    by('flow_answer', 'flow', sql`expires_at <= ${now}`),
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
    ...forgottenDocuments(now),
    ...(clientLifetime === null ? [] : [idleClients(now, clientLifetime)]),
  ];
}

const by = (table: string, key: string, where: RawBuilder<boolean>): Expired => ({
  table,
  key,
  where,
  dependents: [],
});

/**
 * Documents nobody has used for long and no person has allowed; whoever comes with one again has it fetched.
 * What an administrator made inactive stays so.
 * The copy left behind by a client that an administrator took over goes, too.
 */
function forgottenDocuments(now: number): readonly Expired[] {
  const old = sql`fresh_until_ms <= ${(now - 30 * DAY) * 1000}`;
  const client = by(
    'client',
    'id',
    sql`source = 'document'
      and id in (select url from client_document where ${old}
        and (client.status = 'active' or withdrawn_at_ms is not null))
      and not ${hasLiveFamily(sql`${now}`)}
      and not exists (select 1 from consent where consent.client_id = client.id)`,
  );
  const orphans = sql<boolean>`${old} and not exists (
    select 1 from client where client.id = client_document.url and client.source = 'document')`;
  return [
    { ...client, dependents: [{ table: 'client_document', column: 'url' }] },
    by('client_document', 'url', orphans),
  ];
}

const idleClients = (now: number, lifetime: number): Expired => ({
  table: 'client',
  key: 'id',
  where: sql`source = 'dynamic' and used_at <= ${now - lifetime} and not ${hasLiveFamily(sql`${now}`)}`,
  dependents: [{ table: 'consent', column: 'client_id' }],
});
