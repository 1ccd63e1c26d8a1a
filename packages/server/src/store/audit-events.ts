/** The audit log as people read it: filtered by indexed columns, newest first (operations.md D-5). */

import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { AuditEventTable, Schema } from '../database/schema.ts';
import { type Behind, countUpTo, type Listed, type Range } from './listing.ts';

export type AuditFilter = {
  readonly eventType?: string | undefined;
  readonly severity?: string | undefined;
  readonly success?: boolean | undefined;
  readonly actorUserId?: string | undefined;
  readonly actorIp?: string | undefined;
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  /** Epoch milliseconds, `from` included. */
  readonly from?: number | undefined;
  readonly before?: number | undefined;
  /** The beginning of a user name, of a resource's name or of a type. */
  readonly search?: string | undefined;
};

export type StoredAuditEvent = Readonly<Selectable<AuditEventTable>>;

/** Where an event stands among the others. */
export type AuditKey = Pick<StoredAuditEvent, 'event_at_ms' | 'id'>;

type Reading = Pick<Database, 'kysely' | 'dialect'>;
type Selection<O> = SelectQueryBuilder<Schema, 'audit_event', O>;

export async function listAuditEvents(
  database: Reading,
  filter: AuditFilter,
  { limit, offset }: Range,
): Promise<Listed<StoredAuditEvent>> {
  const [rows, total] = await Promise.all([
    newestFirst(matching(database, filter).selectAll()).limit(limit).offset(offset).execute(),
    countAuditEvents(database, filter),
  ]);
  return { rows, total };
}

/** The same, from one on, without counting. */
export async function readAuditEvents(
  database: Reading,
  filter: AuditFilter,
  { limit, after }: Behind<AuditKey>,
): Promise<readonly StoredAuditEvent[]> {
  const chosen = matching(database, filter);
  const rest = after === undefined ? chosen : olderThan(chosen, after);
  return newestFirst(rest.selectAll()).limit(limit).execute();
}

export const countAuditEvents = (database: Reading, filter: AuditFilter) =>
  countUpTo(database.kysely, matching(database, filter).select('id'));

export async function findAuditEvent({ kysely }: Reading, id: string): Promise<StoredAuditEvent | null> {
  const found = await kysely.selectFrom('audit_event').selectAll().where('id', '=', id).executeTakeFirst();
  return found ?? null;
}

const batch = 500;

/** The newest `most` that fit, a batch at a time: whoever takes them slowly holds no more than one. */
export async function* eachAuditEvent(
  database: Reading,
  filter: AuditFilter,
  most: number,
): AsyncGenerator<StoredAuditEvent> {
  let last: StoredAuditEvent | undefined;
  for (let taken = 0; taken < most; ) {
    const rest =
      last === undefined ? matching(database, filter) : olderThan(matching(database, filter), last);
    const rows = await newestFirst(rest.selectAll())
      .limit(Math.min(batch, most - taken))
      .execute();
    yield* rows;
    last = rows.at(-1);
    taken += rows.length;
    if (rows.length < batch) return;
  }
}

const olderThan = <O>(selection: Selection<O>, { event_at_ms, id }: AuditKey): Selection<O> =>
  selection
    .where('event_at_ms', '<=', event_at_ms)
    .where(sql<boolean>`(event_at_ms, id) < (${event_at_ms}, ${id})`);

const newestFirst = <O>(selection: Selection<O>): Selection<O> =>
  selection.orderBy('event_at_ms', 'desc').orderBy('id', 'desc');

const columns = {
  eventType: 'event_type',
  severity: 'severity',
  actorUserId: 'actor_user_id',
  actorIp: 'actor_ip',
  resourceType: 'resource_type',
  resourceId: 'resource_id',
} as const satisfies Partial<Record<keyof AuditFilter, keyof AuditEventTable>>;

function matching({ kysely, dialect }: Reading, filter: AuditFilter): Selection<object> {
  let selection: Selection<object> = kysely.selectFrom('audit_event');
  for (const [member, column] of Object.entries(columns) as [keyof typeof columns, keyof AuditEventTable][]) {
    const value = filter[member];
    if (value !== undefined) selection = selection.where(column, '=', value);
  }
  // Said in the words of the partial index
  if (filter.severity !== undefined && filter.severity !== 'INFO')
    selection = selection.where(sql<boolean>`severity <> 'INFO'`);
  if (filter.success !== undefined)
    selection = selection.where('success', '=', sql.lit(filter.success ? 1 : 0));
  if (filter.from !== undefined) selection = selection.where('event_at_ms', '>=', filter.from);
  if (filter.before !== undefined) selection = selection.where('event_at_ms', '<', filter.before);
  const { search = '' } = filter;
  if (search === '') return selection;
  return selection.where((where) =>
    where.or([
      dialect.startsWith(where.ref('actor_username'), search.toLowerCase()),
      dialect.startsWith(where.ref('resource_name'), search),
      dialect.startsWith(where.ref('event_type'), search.toUpperCase()),
    ]),
  );
}
