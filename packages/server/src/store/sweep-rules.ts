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

const NEWEST_CLIENTS = 10_000;

/** The rules at this second. */
export function expiredRows({ auditRetention, clientLifetime }: Retention, now: number): readonly Expired[] {
  return [
    by('flow', 'hash', sql`expires_at <= ${now}`),
    by('flow_answer', 'flow', sql`expires_at <= ${now}`),
    ...expiredCredentials(now),
    by('managed_grant', 'id', sql`expires_at <= ${now}`),
    by('pushed_request', 'hash', sql`kept_until <= ${now}`),
    by('sign_in_attempt', 'hash', sql`expires_at <= ${now}`),
    by('revoked_token', 'token_id', sql`expires_at <= ${now}`),
    by('seen_proof', 'hash', sql`until <= ${now}`),
    by('browser_session', 'hash', sql`expires_at <= ${now}`),
    ...(['client_trial', 'upstream_state'] as const).map((its) => by(its, 'hash', sql`expires_at <= ${now}`)),
    by('earlier_approval', 'flow', sql`expires_at <= ${now}`),
    by('password_link', 'user_id', sql`expires_at <= ${now}`),
    by('repeated_request', 'hash', sql`expires_at <= ${now}`),
    // mail.md M-2: its message may still wait
    by('mail_link', 'hash', sql`expires_at <= ${now - DAY}`),
    by('email_code', 'hash', sql`expires_at <= ${now - DAY}`),
    by('mail_message', 'id', sql`created_at <= ${now - 30 * DAY}`),
    ...(['sign_up', 'device_code'] as const).map((its) => by(its, 'hash', sql`expires_at <= ${now - DAY}`)),
    by('backchannel_notice', 'id', sql`created_at <= ${now - DAY}`),
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
    by('daily_count', 'day', sql`day <= ${Math.floor(now / DAY) - 400}`),
    ...forgottenDocuments(now),
    ...[lapsedMembers(now), surplusMembers(now), surplusClients(now), surplusVisitors(now)],
    ...(clientLifetime === null ? [] : [idleClients(now, clientLifetime)]),
  ];
}

const expiredCredentials = (now: number): readonly Expired[] => [
  by('credential_offer', 'hash', sql`expires_at <= ${now - HOUR}`),
  by('deferred_credential', 'hash', sql`expires_at <= ${now - HOUR}`),
  // Its place is another's from then on: whoever still has an older list reads of it what was true
  by('issued_credential', 'id', sql`expires_at <= ${now - DAY}`),
];

const by = (table: string, key: string, where: RawBuilder<boolean>): Expired => ({
  table,
  key,
  where,
  dependents: [],
});

/**
 * Documents no person has allowed, once their copy may serve nobody; whoever comes with one again has it fetched.
 * What an administrator made inactive stays so.
 * The copy left behind by a client that an administrator took over goes, too.
 */
function forgottenDocuments(now: number): readonly Expired[] {
  // clients.md §5 stale-if-error: nobody is served an older copy
  const old = sql`fresh_until_ms <= ${(now - 7 * DAY) * 1000}`;
  const client = by(
    'client',
    'id',
    sql`source = 'document'
      and id in (select url from client_document where ${old} and ${mayGo})
      and not ${hasLiveFamily(sql`${now}`)}
      and not exists (select 1 from consent where consent.client_id = client.id)`,
  );
  const orphans = sql<boolean>`${old} and not exists (
    select 1 from client where client.id = client_document.url and client.source = 'document')`;
  return [{ ...client, dependents: [copies] }, by('client_document', 'url', orphans)];
}

/**
 * Clients for which their federation no longer vouches, once nobody holds anything of theirs: whoever comes with one
 * again has it resolved. What an administrator made inactive stays so.
 */
const lapsedMembers = (now: number): Expired =>
  by(
    'client',
    'id',
    sql`lapses_at <= ${now} and source = 'federation' and status = 'active'
      and not ${hasLiveFamily(sql`${now}`)}
      and not exists (select 1 from consent where consent.client_id = client.id)`,
  );

/**
 * Clients of federations that no person ever allowed: all but the ten thousand whose chains hold longest. Whoever stands
 * between an anchor and its members makes as many as they like, for as long as they like (security.md L-8).
 */
const surplusMembers = (now: number): Expired =>
  by(
    'client',
    'id',
    sql`source = 'federation' and status = 'active' and created_at <= ${now - HOUR} and ${isNobodys('client')}
      and lapses_at < (select other.lapses_at from client as other
        where other.lapses_at is not null and other.source = 'federation' and ${isNobodys('other')}
        order by other.lapses_at desc limit 1 offset ${sql.lit(NEWEST_CLIENTS - 1)})`,
  );

const mayGo = sql`(client.status = 'active' or withdrawn_at_ms is not null)`;
const copies = { table: 'client_document', column: 'url' };

/**
 * Clients that strangers made and nobody ever used, older than the newest ten thousand of their kinds, the oldest
 * first (security.md L-8): never allowed, never a token, and no request later than the hour they were made in. That
 * hour is left to whoever is signing in with one just now.
 */
const surplusClients = (now: number): Expired => ({
  ...by(
    'client',
    'id',
    sql`source in ('dynamic', 'document') and created_at <= ${now - HOUR}
      and created_at < (select created_at from client where source in ('dynamic', 'document')
        order by created_at desc limit 1 offset ${sql.lit(NEWEST_CLIENTS - 1)})
      and (used_at is null or used_at < created_at + ${sql.lit(HOUR)})
      and ${isNobodys('client')}
      and (source = 'dynamic' or exists (
        select 1 from client_document where url = client.id and ${mayGo}))`,
  ),
  dependents: [copies],
});

/**
 * Clients that registered themselves and that no person ever allowed, however often they came: all but the ten
 * thousand that were used last. Coming by itself costs a client nothing (security.md L-8).
 */
const surplusVisitors = (now: number): Expired =>
  by(
    'client',
    'id',
    sql`source = 'dynamic' and used_at <= ${now - HOUR} and ${isNobodys('client')}
      and used_at < (select other.used_at from client as other
        where other.source = 'dynamic' and ${isNobodys('other')}
        order by other.used_at desc limit 1 offset ${sql.lit(NEWEST_CLIENTS - 1)})`,
  );

/** Nobody allowed it, and it never got a token of anybody. */
const isNobodys = (client: 'client' | 'other'): RawBuilder<boolean> =>
  sql<boolean>`not exists (select 1 from family where family.client_id = ${sql.ref(`${client}.id`)})
    and not exists (select 1 from consent where consent.client_id = ${sql.ref(`${client}.id`)})`;

const idleClients = (now: number, lifetime: number): Expired => ({
  table: 'client',
  key: 'id',
  where: sql`source = 'dynamic' and used_at <= ${now - lifetime} and not ${hasLiveFamily(sql`${now}`)}`,
  dependents: [{ table: 'consent', column: 'client_id' }],
});
