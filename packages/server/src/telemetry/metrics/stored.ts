/** Counts of what is stored, for the gauges: one query each, answered by an index alone where rows are many (operations.md M-4). */

import { sql } from 'kysely';
import type { Caches } from '../../caches/caches.ts';
import type { Database } from '../../database/database.ts';
import { type NoValues, prepareLongQuery, type Query } from '../../database/statement.ts';
import type { GaugeLabels, GaugeName } from './catalogue.ts';
import type { MetricsRegistry, Reading } from './metrics.ts';

export type StoredGauges = {
  /** Counts anew; until the first time there are no gauges. Rejects when the database is away, and keeps what it had. */
  refresh(now: number): Promise<void>;
};

const day = 86_400;

type Readings = { [Name in GaugeName]?: readonly Reading<GaugeLabels<Name>>[] };

/**
 * Adds the gauges of the database to the registry. `now` of their refreshes in seconds. Where there are `caches`, one
 * process counts for all that share them.
 */
export function addStoredGauges(
  registry: MetricsRegistry,
  database: Database,
  caches: Caches | null,
): StoredGauges {
  const counts = prepareCounts(database);
  const shared = caches?.of<'gauges', Readings, Readings>({
    ...{ name: 'metrics', read: (counted) => counted, entries: 1 },
  });
  let readings: Readings | null = null;
  return {
    async refresh(now) {
      const counted = (await shared?.get('gauges', () => count(counts, now))) ?? (await count(counts, now));
      // The first may take so long that a second has begun beside it
      const isFirst = readings === null;
      readings = counted;
      if (isFirst) for (const name of names) registry.gauge(name, () => readingsOf(readings ?? {}, name));
    },
  };
}

async function count(counts: Counts, now: number): Promise<Readings> {
  const [tokens, devices, sessions, keys, users, clients] = [
    await counts.tokens({ now, today: Math.floor(now / day), midnight: now - (now % day) }),
    await counts.devices({ now }),
    await counts.sessions({ now }),
    await counts.keys({ now }),
    await counts.users({}),
    await counts.clients({}),
  ];
  return {
    ...tokenReadings(tokens[0]),
    oauth_device_codes_active: [{ labels: {}, value: devices[0]?.active ?? 0 }],
    oauth_device_codes_pending_authorization: [{ labels: {}, value: devices[0]?.pending ?? 0 }],
    sessions_active: [{ labels: {}, value: sessions[0]?.count ?? 0 }],
    signing_keys: keyStates.map((state) => ({ labels: { state }, value: keys[0]?.[state] ?? 0 })),
    users: [
      { labels: { status: 'active' }, value: users[0]?.active ?? 0 },
      { labels: { status: 'disabled' }, value: users[0]?.disabled ?? 0 },
    ],
    clients: clients.map(({ status, count: number }) => ({ labels: { status }, value: number })),
  };
}

const names = [
  'oauth_tokens_active',
  'oauth_device_codes_active',
  'oauth_device_codes_pending_authorization',
  'sessions_active',
  'signing_keys',
  'users',
  'clients',
] as const;

const keyStates = ['next', 'active', 'retired'] as const;

const readingsOf = <Name extends GaugeName>(
  readings: Readings,
  name: Name,
): readonly Reading<GaugeLabels<Name>>[] => readings[name] ?? [];

type TokenCounts = {
  readonly families: number;
  readonly without_today: number;
  readonly without: number;
  readonly opaque: number;
};

/** Families with a refresh token are told by the day they end on: a finer index would move with every refresh. */
function tokenReadings(counts: TokenCounts | undefined): Pick<Readings, 'oauth_tokens_active'> {
  const { families = 0, without_today = 0, without = 0, opaque = 0 } = counts ?? {};
  const refresh = families - without_today;
  return {
    oauth_tokens_active: [
      { labels: { token_type: 'access' }, value: refresh + without + opaque },
      { labels: { token_type: 'refresh' }, value: refresh },
    ],
  };
}

type Counts = {
  readonly tokens: Query<{ now: number; today: number; midnight: number }, TokenCounts>;
  readonly devices: Query<{ now: number }, { readonly active: number; readonly pending: number }>;
  readonly sessions: Query<{ now: number }, { readonly count: number }>;
  readonly keys: Query<{ now: number }, Readonly<Record<(typeof keyStates)[number], number>>>;
  readonly users: Query<NoValues, { readonly active: number; readonly disabled: number }>;
  readonly clients: Query<NoValues, { readonly status: string; readonly count: number }>;
};

const countOf = (from: ReturnType<typeof sql>) => sql<number>`(select count(*) from ${from})`;

function prepareCounts(database: Database): Counts {
  return {
    tokens: tokenCounts(database),
    devices: prepareLongQuery(database, (kysely, { now }) =>
      kysely
        .selectFrom('device_code')
        .where('acr_values', 'is', null)
        .select([
          sql<number>`count(*)`.as('active'),
          sql<number>`count(case when state = 'pending' then 1 end)`.as('pending'),
        ])
        .where('expires_at', '>', now),
    ),
    sessions: prepareLongQuery(database, (kysely, { now }) =>
      kysely
        .selectFrom('browser_session')
        .select(sql<number>`count(*)`.as('count'))
        .where('expires_at', '>', now),
    ),
    keys: keyCounts(database),
    users: prepareLongQuery(database, (kysely) =>
      kysely.selectNoFrom([
        countOf(sql`user_account where disabled_at_ms is null`).as('active'),
        countOf(sql`user_account where disabled_at_ms is not null`).as('disabled'),
      ]),
    ),
    clients: prepareLongQuery(database, (kysely) =>
      kysely
        .selectFrom('client')
        .select(['status', sql<number>`count(*)`.as('count')])
        .groupBy('status'),
    ),
  };
}

const tokenCounts = (database: Database): Counts['tokens'] =>
  prepareLongQuery(database, (kysely, { now, today, midnight }) =>
    kysely.selectNoFrom([
      countOf(sql`family where expires_day > ${today} and revoked_at_ms is null`).as('families'),
      countOf(sql`family where refresh_key_hash is null and expires_at > ${midnight}
        and revoked_at_ms is null`).as('without_today'),
      countOf(sql`family where refresh_key_hash is null and expires_at > ${now}
        and revoked_at_ms is null`).as('without'),
      countOf(sql`opaque_token where family_id is null and expires_at > ${now}`).as('opaque'),
    ]),
  );

const keyCounts = (database: Database): Counts['keys'] =>
  prepareLongQuery(database, (kysely, { now }) =>
    kysely
      .selectFrom('signing_key')
      .select([
        sql<number>`count(case when activates_at > ${now} then 1 end)`.as('next'),
        sql<number>`count(case when activates_at <= ${now}
          and (retires_at is null or retires_at > ${now}) then 1 end)`.as('active'),
        sql<number>`count(case when retires_at <= ${now} then 1 end)`.as('retired'),
      ])
      .where('removed_at', 'is', null),
  );
