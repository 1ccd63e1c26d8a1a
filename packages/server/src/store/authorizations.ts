/** What a person has allowed and what lives of it, read for the pages that list it. Never writes. */

import type { AgreedClaims, AuthorizationDetail, Consent, Family } from '@grantor/engine';
import {
  type ClientId,
  clientId,
  type Epoch,
  epoch,
  type FamilyId,
  familyId,
  type Instant,
  instant,
  type UserId,
} from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { mostOfClient, type OfClients, placeBy } from './allowed-clients.ts';
import { type Counted, countUpTo } from './listing.ts';
import { agreedClaims, detailsFrom, list, nullable } from './rows/columns.ts';
import { consentFrom } from './rows/flow.ts';

/** A family as its owner sees it (product.md T-3). */
export type OwnFamily = {
  readonly kind: 'family';
  readonly details: readonly AuthorizationDetail[];
  readonly claims: AgreedClaims;
  readonly id: FamilyId;
  readonly origin: Family['origin'];
  readonly clientId: ClientId;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly startedAt: Instant;
  readonly lastUsedAt: Instant | null;
  /** Of the refresh token, or of the last access token where there is none. */
  readonly expiresAt: Epoch;
  readonly renews: 'renews' | 'ends';
  readonly revokedAt: Instant | null;
  readonly pausedAt: Instant | null;
  /** Of the browser it began in, while that is signed in. */
  readonly userAgent: string | null;
};

/** A stored access token as its owner sees it; named by the digest of its value, which opens nothing. */
export type OwnToken = Omit<
  OwnFamily,
  'kind' | 'id' | 'origin' | 'renews' | 'claims' | 'details' | 'userAgent'
> & {
  readonly kind: 'token';
  readonly id: string;
  readonly tokenId: string;
  readonly revokedTokenId: string | null;
};

export type TokenSession = OwnFamily | OwnToken;

/** An approval a device has not fetched yet. */
export type ApprovedDevice = {
  readonly clientId: ClientId;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  readonly claims: AgreedClaims;
  readonly decidedAt: Instant;
};

/** Of a person, those of the clients. */
export async function listConsents(
  { kysely }: Database,
  owner: UserId,
  clients: readonly ClientId[],
): Promise<readonly Consent[]> {
  const rows = await kysely
    .selectFrom('consent')
    .selectAll()
    .where('user_id', '=', owner)
    .where('client_id', 'in', ['', ...clients])
    .execute();
  return rows.map(consentFrom);
}

/** Of each of the clients the newest hundred. */
export async function listApprovedDevices(
  { kysely }: Database,
  owner: UserId,
  { now, clients }: OfClients,
): Promise<readonly ApprovedDevice[]> {
  const approved = kysely
    .selectFrom('device_code')
    .select(['hash', placeBy('issued_at_ms')])
    .where('state', '=', 'approved')
    .where('user_id', '=', owner)
    .where('client_id', 'in', ['', ...clients])
    .where('expires_at', '>', now);
  const rows = await kysely
    .selectFrom('device_code')
    .select([
      'client_id',
      'scope',
      'resources',
      'approved_details',
      'claims',
      'decided_at_ms',
      'issued_at_ms',
    ])
    .where(
      'hash',
      'in',
      kysely.selectFrom(approved.as('approved')).select('hash').where('place', '<=', mostOfClient),
    )
    .execute();
  return rows.map((row) => ({
    clientId: clientId(row.client_id),
    scope: list(row.scope),
    resources: list(row.resources),
    details: detailsFrom(row.approved_details),
    claims: agreedClaims(row.claims),
    decidedAt: instant(row.decided_at_ms ?? row.issued_at_ms),
  }));
}

export type ClientUse = {
  readonly usedAt: Instant;
  /** Families whose tokens may still work. */
  readonly live: number;
};

/** What each of the clients made of what it was given, as far as ended families are still kept. */
export async function listUses(
  { kysely }: Database,
  owner: UserId,
  { now, clients }: OfClients,
): Promise<ReadonlyMap<ClientId, ClientUse>> {
  const rows = await kysely
    .selectFrom('family')
    .select((eb) => [
      'client_id',
      eb.fn.max(eb.fn.coalesce('last_used_at_ms', 'started_at_ms')).as('used_at_ms'),
      eb.fn.count<number>(sql`case when revoked_at_ms is null and expires_at > ${now} then 1 end`).as('live'),
    ])
    .where('user_id', '=', owner)
    .where('client_id', 'in', ['', ...clients])
    .groupBy('client_id')
    .execute();
  return new Map(
    rows.map((row) => [
      clientId(row.client_id),
      { usedAt: instant(Number(row.used_at_ms)), live: Number(row.live) },
    ]),
  );
}

/** How many families of the person may still have tokens that work. */
export const countLiveFamilies = ({ kysely }: Database, owner: UserId, now: Epoch): Promise<Counted> =>
  countUpTo(
    kysely,
    kysely
      .selectFrom('family')
      .select('id')
      .where('user_id', '=', owner)
      .where('revoked_at_ms', 'is', null)
      .where('expires_at', '>', now),
  );

/** Families whose tokens may still work, newest first: of each of the clients the newest hundred. */
export async function listLiveFamilies(
  database: Database,
  owner: UserId,
  { now, clients }: OfClients,
): Promise<readonly OwnFamily[]> {
  const { kysely } = database;
  const live = kysely
    .selectFrom('family')
    .select(['id', placeBy('started_at_ms')])
    .where('user_id', '=', owner)
    .where('client_id', 'in', ['', ...clients])
    .where('revoked_at_ms', 'is', null)
    .where('expires_at', '>', now);
  const rows = await selectFamilies(database, owner)
    .where(
      'family.id',
      'in',
      kysely.selectFrom(live.as('live')).select('id').where('place', '<=', mostOfClient),
    )
    .execute();
  return rows.map(ownFamily);
}

/** null: unknown, or another person's. */
export async function findTokenSession(
  database: Database,
  owner: UserId,
  id: string,
): Promise<TokenSession | null> {
  const family = await selectFamilies(database, owner).where('family.id', '=', id).executeTakeFirst();
  if (family !== undefined) return ownFamily(family);
  const token = await selectTokens(database, owner).where('opaque_token.hash', '=', id).executeTakeFirst();
  return token === undefined ? null : ownToken(token);
}

const selectFamilies = ({ kysely }: Database, owner: UserId) =>
  kysely
    .selectFrom('family')
    .leftJoin('browser_session', 'browser_session.hash', 'family.session_hash')
    .select([
      'family.id',
      'family.origin',
      'family.client_id',
      'family.scope',
      'family.resources',
      'family.claims',
      'family.authorization_details',
      'family.started_at_ms',
      'family.last_used_at_ms',
      'family.expires_at',
      'family.refresh_expires_at',
      'family.revoked_at_ms',
      'family.paused_at_ms',
      'browser_session.user_agent',
    ])
    .where('family.user_id', '=', owner)
    .orderBy('family.started_at_ms', 'desc');

const selectTokens = ({ kysely }: Database, owner: UserId) =>
  kysely
    .selectFrom('opaque_token')
    .leftJoin('family', 'family.id', 'opaque_token.family_id')
    .leftJoin('revoked_token', 'revoked_token.token_id', 'opaque_token.token_id')
    .select([
      'opaque_token.hash',
      'opaque_token.token_id',
      'opaque_token.client_id',
      'opaque_token.scope',
      'opaque_token.audience',
      'opaque_token.issued_at_ms',
      'opaque_token.expires_at',
      'family.revoked_at_ms',
      'family.paused_at_ms',
      'opaque_token.paused_at_ms as token_paused_at_ms',
      'revoked_token.token_id as revoked_token_id',
    ])
    .where('opaque_token.user_id', '=', owner)
    .orderBy('opaque_token.issued_at_ms', 'desc');

type FamilyRow = Awaited<ReturnType<ReturnType<typeof selectFamilies>['execute']>>[number];
type TokenRow = Awaited<ReturnType<ReturnType<typeof selectTokens>['execute']>>[number];

const ownFamily = (row: FamilyRow): OwnFamily => ({
  kind: 'family',
  id: familyId(row.id),
  origin: row.origin as Family['origin'],
  clientId: clientId(row.client_id),
  scope: list(row.scope),
  resources: list(row.resources),
  details: detailsFrom(row.authorization_details),
  claims: agreedClaims(row.claims),
  startedAt: instant(row.started_at_ms),
  lastUsedAt: nullable(row.last_used_at_ms, instant),
  expiresAt: epoch(row.refresh_expires_at ?? row.expires_at),
  renews: row.refresh_expires_at === null ? 'ends' : 'renews',
  revokedAt: nullable(row.revoked_at_ms, instant),
  pausedAt: nullable(row.paused_at_ms, instant),
  userAgent: row.user_agent,
});

const ownToken = (row: TokenRow): OwnToken => ({
  kind: 'token',
  id: row.hash,
  tokenId: row.token_id,
  clientId: clientId(row.client_id),
  scope: list(row.scope),
  resources: list(row.audience),
  startedAt: instant(row.issued_at_ms),
  lastUsedAt: null,
  expiresAt: epoch(row.expires_at),
  revokedAt: nullable(row.revoked_at_ms, instant),
  pausedAt: nullable(row.token_paused_at_ms ?? row.paused_at_ms, instant),
  revokedTokenId: row.revoked_token_id,
});
