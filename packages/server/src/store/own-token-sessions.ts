/** What applications hold of a person, as one list (product.md T-3). Never writes. */

import type { Epoch, Instant, UserId } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { countUpTo, escapedForLike, type Listed, type Range } from './listing.ts';
import { list } from './rows/columns.ts';

export type TokenSessionStatus = 'active' | 'paused' | 'revoked' | 'expired';

export type ListedTokenSession = {
  readonly id: string;
  /** Of a refresh token with all that came of it, or of a stored access token alone. */
  readonly kind: 'refresh' | 'access';
  readonly origin: 'browser' | 'device';
  readonly clientId: string;
  readonly clientName: string | null;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly lastUsedAt: number | null;
  /** Epoch seconds. */
  readonly expiresAt: number;
  readonly renews: boolean;
  readonly status: TokenSessionStatus;
  /** It was paused itself, and would work if it were not. */
  readonly canResume: boolean;
};

export type TokenSessionSelection = {
  readonly owner: UserId;
  /** Whatever began before is over; null: nothing is for that. */
  readonly validFrom: Instant | null;
  readonly now: Epoch;
  readonly status: 'live' | 'paused' | 'ended';
  readonly kind?: ListedTokenSession['kind'] | undefined;
  readonly clientId?: string | undefined;
  /** Stands in the name of the client; empty: any. */
  readonly search: string;
  readonly sort: { readonly by: 'started' | 'used' | 'expires'; readonly direction: 'asc' | 'desc' };
};

const statuses = {
  live: ['active', 'paused'],
  paused: ['paused'],
  ended: ['revoked', 'expired'],
} as const satisfies Record<TokenSessionSelection['status'], readonly TokenSessionStatus[]>;

const columns = { started: 'started_at_ms', used: 'used_at_ms', expires: 'expires' } as const;

/** The token sessions that fit, each with its status as introspection would answer (operations.md E-1). */
export async function listOwnTokenSessions(
  database: Database,
  selection: TokenSessionSelection,
  { limit, offset }: Range,
): Promise<Listed<ListedTokenSession>> {
  const chosen = selected(database, selection);
  const { by, direction } = selection.sort;
  const [rows, total] = await Promise.all([
    chosen
      .selectAll()
      .orderBy(columns[by], (order) =>
        direction === 'asc' ? order.asc().nullsFirst() : order.desc().nullsLast(),
      )
      .orderBy('id')
      .limit(limit)
      .offset(offset)
      .execute(),
    countUpTo(database.kysely, chosen.select('id')),
  ]);
  return {
    rows: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      origin: row.origin === 'device_code' || row.origin === 'backchannel' ? 'device' : 'browser',
      clientId: row.client_id,
      clientName: row.client_name,
      scope: list(row.scope),
      resources: list(row.resources),
      startedAt: Number(row.started_at_ms),
      lastUsedAt: row.used_at_ms === null ? null : Number(row.used_at_ms),
      expiresAt: Number(row.expires),
      renews: Number(row.renews) === 1,
      status: row.status,
      canResume: row.status === 'paused' && Number(row.held) === 1,
    })),
    total,
  };
}

/** A row of each family. */
function familiesOf({ kysely }: Database, selection: TokenSessionSelection) {
  const { owner, clientId } = selection;
  return kysely
    .selectFrom('family')
    .leftJoin('client', 'client.id', 'family.client_id')
    .select([
      'family.id as id',
      sql<'refresh' | 'access'>`'refresh'`.as('kind'),
      'family.origin as origin',
      'family.client_id as client_id',
      'client.name as client_name',
      'family.scope as scope',
      'family.resources as resources',
      'family.started_at_ms as started_at_ms',
      // one that nobody has renewed was used when it began
      sql<number | null>`coalesce(family.last_used_at_ms, family.started_at_ms)`.as('used_at_ms'),
      sql<number>`coalesce(family.refresh_expires_at, family.expires_at)`.as('expires'),
      sql<number>`case when family.refresh_expires_at is null then 0 else 1 end`.as('renews'),
      statusOf(selection, {
        isRevoked: sql`family.revoked_at_ms is not null`,
        isPaused: sql`family.paused_at_ms is not null`,
        startedAt: sql`family.started_at_ms`,
        expiresAt: sql`coalesce(family.refresh_expires_at, family.expires_at)`,
      }).as('status'),
      isHeld(sql`family.paused_by = 'owner'`).as('held'),
    ])
    .where('family.user_id', '=', owner)
    .$if(clientId !== undefined, (query) => query.where('family.client_id', '=', clientId ?? ''));
}

/** A row of each stored access token. */
function tokensOf({ kysely }: Database, selection: TokenSessionSelection) {
  const { owner, clientId } = selection;
  return kysely
    .selectFrom('opaque_token')
    .leftJoin('client', 'client.id', 'opaque_token.client_id')
    .leftJoin('family', 'family.id', 'opaque_token.family_id')
    .leftJoin('revoked_token', 'revoked_token.token_id', 'opaque_token.token_id')
    .select([
      'opaque_token.hash as id',
      sql<'refresh' | 'access'>`'access'`.as('kind'),
      sql<string>`coalesce(family.origin, '')`.as('origin'),
      'opaque_token.client_id as client_id',
      'client.name as client_name',
      'opaque_token.scope as scope',
      'opaque_token.audience as resources',
      'opaque_token.issued_at_ms as started_at_ms',
      // uses of single access tokens are not kept
      sql<number | null>`cast(null as bigint)`.as('used_at_ms'),
      'opaque_token.expires_at as expires',
      sql<number>`0`.as('renews'),
      statusOf(selection, {
        isRevoked: sql`(family.revoked_at_ms is not null or revoked_token.token_id is not null)`,
        isPaused: sql`(family.paused_at_ms is not null or opaque_token.paused_at_ms is not null)`,
        startedAt: sql`opaque_token.issued_at_ms`,
        expiresAt: sql`opaque_token.expires_at`,
      }).as('status'),
      isHeld(sql`opaque_token.paused_by = 'owner' and family.paused_at_ms is null`).as('held'),
    ])
    .where('opaque_token.user_id', '=', owner)
    .$if(clientId !== undefined, (query) => query.where('opaque_token.client_id', '=', clientId ?? ''));
}

function selected(database: Database, selection: TokenSessionSelection) {
  const { kind, search, status } = selection;
  const wanted = `%${escapedForLike(search.toLowerCase())}%`;
  const held = familiesOf(database, selection).unionAll(tokensOf(database, selection));
  return database.kysely
    .selectFrom(held.as('held'))
    .where('held.status', 'in', statuses[status])
    .$if(kind !== undefined, (query) => query.where('held.kind', '=', kind ?? 'refresh'))
    .$if(search !== '', (query) =>
      query.where(sql<boolean>`lower(coalesce(held.client_name, held.client_id)) like ${wanted} escape '\\'`),
    );
}

/** By nothing but a pause of its owner. */
const isHeld = (isPaused: ReturnType<typeof sql>) =>
  sql<number>`case when ${isPaused} and client.status = 'active' then 1 else 0 end`;

type Told = Readonly<Record<'isRevoked' | 'isPaused' | 'startedAt' | 'expiresAt', ReturnType<typeof sql>>>;

function statusOf(
  { validFrom, now }: TokenSessionSelection,
  { isRevoked, isPaused, startedAt, expiresAt }: Told,
) {
  return sql<TokenSessionStatus>`case
    when ${isRevoked} or client.id is null or ${startedAt} < coalesce(client.tokens_valid_from_ms, 0)
      or ${startedAt} < ${sql.lit(validFrom ?? 0)} then 'revoked'
    when ${expiresAt} <= ${sql.lit(now)} then 'expired'
    when ${isPaused} or client.status <> 'active' then 'paused'
    else 'active' end`;
}
