/**
 * The audit log as people read it, newest first (operations.md D-5). It grows without end, so no statement reads more
 * than a fixed number of rows: an index leads to the newest entries of one value, or of several, and what is left of a
 * filter is looked at in those.
 */

import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { AuditEventTable, Schema } from '../database/schema.ts';
import { type Behind, countLimit, type Listed, type Range, searchLimit, shareOf } from './listing.ts';

export type AuditFilter = {
  /** Any of these. */
  readonly eventTypes?: readonly string[] | undefined;
  readonly severity?: string | undefined;
  readonly success?: boolean | undefined;
  readonly actorUserId?: string | undefined;
  readonly actorIp?: string | undefined;
  readonly resourceId?: string | undefined;
  /** Epoch milliseconds, `from` included. */
  readonly from?: number | undefined;
  readonly before?: number | undefined;
  /** The beginning of a user name or of a resource's name; or of one of these types, which are those it begins. */
  readonly search?: { readonly text: string; readonly eventTypes: readonly string[] } | undefined;
};

export type StoredAuditEvent = Readonly<Selectable<AuditEventTable>>;

/** Where an event stands among the others. */
export type AuditKey = Pick<StoredAuditEvent, 'event_at_ms' | 'id'>;

type Reading = Pick<Database, 'kysely' | 'dialect'>;
type Condition = RawBuilder<boolean>;

/** The entries of any of the leads, each of which an index has in the order of their time, for which the rest holds. */
type Choice = { readonly leads: readonly Condition[]; readonly rest: readonly Condition[] };
/** The same of a span of time. */
type Plan = Choice & { readonly during: readonly Condition[] };

/** As many entries as a statement looks at. */
const mostLookedAt = ({ rest }: Plan): number => (rest.length === 0 ? countLimit : searchLimit);

export async function listAuditEvents(
  database: Reading,
  filter: AuditFilter,
  { limit, offset }: Range,
): Promise<Listed<StoredAuditEvent>> {
  const plan = await planOf(database, filter);
  const [rows, total] = await Promise.all([
    pageOf(database.kysely, plan, { limit, offset }),
    countPlanned(database.kysely, plan),
  ]);
  return { rows, total };
}

/** The newest that fit, among as many as one statement looks at. */
export async function newestAuditEvents(
  database: Reading,
  filter: AuditFilter,
  most: number,
): Promise<readonly StoredAuditEvent[]> {
  return pageOf(database.kysely, await planOf(database, filter), { limit: most, offset: 0 });
}

/** Those from one on that fit, without counting, however far back they are. */
export async function readAuditEvents(
  database: Reading,
  filter: AuditFilter,
  range: Behind<AuditKey>,
): Promise<readonly StoredAuditEvent[]> {
  const found: StoredAuditEvent[] = [];
  for await (const event of eachAuditEvent(database, filter, range)) found.push(event);
  return found;
}

export async function findAuditEvent({ kysely }: Reading, id: string): Promise<StoredAuditEvent | null> {
  const found = await kysely.selectFrom('audit_event').selectAll().where('id', '=', id).executeTakeFirst();
  return found ?? null;
}

const batch = 500;

/** The newest that fit, or those from one on, a batch at a time: whoever takes them slowly holds no more than one. */
export async function* eachAuditEvent(
  database: Reading,
  filter: AuditFilter,
  { limit: most, after }: Behind<AuditKey>,
): AsyncGenerator<StoredAuditEvent> {
  const { kysely } = database;
  const plan = oneLead(await planOf(database, filter));
  let last = after;
  for (let taken = 0; taken < most; ) {
    const ahead = last === undefined ? plan : { ...plan, during: [...plan.during, behind(last)] };
    const limit = Math.min(batch, most - taken);
    const rows = await pageOf(kysely, ahead, { limit, offset: 0 });
    yield* rows;
    taken += rows.length;
    last = rows.length === limit ? rows.at(-1) : await endOfWindow(kysely, ahead);
    if (last === undefined) return;
  }
}

const behind = ({ event_at_ms, id }: AuditKey): Condition =>
  sql`event_at_ms <= ${event_at_ms} and (event_at_ms, id) < (${event_at_ms}, ${id})`;

/** Several leads have no common order to go on in: then all entries are looked at, a window at a time. */
const oneLead = (plan: Plan): Plan =>
  plan.leads.length === 1 ? plan : { ...plan, leads: [everything], rest: [...plan.rest, anyOf(plan.leads)] };

const everything: Condition = sql`1 = 1`;

const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql`1 = 0` : sql`(${sql.join(conditions, sql` or `)})`;

const allOf = (conditions: readonly Condition[]): Condition => sql`${sql.join(conditions, sql` and `)}`;

/** The keys of the newest entries of the leads, as `looked_at (entry, at)`. */
function windowOf({ leads, during, rest }: Plan, most: number): RawBuilder<unknown> {
  const share = shareOf(leads.length, most);
  const parts = leads.map((lead) => newestOf([lead, ...during], share));
  const keys = sql`(${sql.join(parts, sql` union `)}) as looked_at`;
  if (rest.length === 0) return keys;
  return sql`(select entry, at from ${keys} join audit_event on audit_event.id = looked_at.entry
    where ${allOf(rest)}) as looked_at`;
}

const newestOf = (conditions: readonly Condition[], most: number): RawBuilder<unknown> =>
  sql`select entry, at from (select id as entry, event_at_ms as at from audit_event where ${allOf(conditions)}
    order by event_at_ms desc, id desc limit ${sql.lit(most)}) as newest`;

async function pageOf(
  kysely: Kysely<Schema>,
  plan: Plan,
  { limit, offset }: Range,
): Promise<readonly StoredAuditEvent[]> {
  const isWhole = plan.rest.length === 0 && plan.leads.length === 1;
  const most = isWhole ? limit + offset : mostLookedAt(plan);
  const { rows } = await sql<StoredAuditEvent>`select audit_event.* from
    (select entry, at from ${windowOf(plan, most)}
      order by at desc, entry desc limit ${limit} offset ${offset}) as chosen
    join audit_event on audit_event.id = chosen.entry
    order by chosen.at desc, chosen.entry desc`.execute(kysely);
  return rows;
}

export async function countAuditEvents(database: Reading, filter: AuditFilter) {
  return countPlanned(database.kysely, await planOf(database, filter));
}

/** Exact unless a lead had more entries than its share of what is looked at. */
async function countPlanned(kysely: Kysely<Schema>, plan: Plan): Promise<Listed<never>['total']> {
  const { leads, during } = plan;
  const share = shareOf(leads.length, mostLookedAt(plan));
  const sizes = leads.map(
    (lead) => sql`select count(*) as size from (${newestOf([lead, ...during], share + 1)}) as counted`,
  );
  const { rows } = await sql<{ found: number; largest: number }>`select
    (select count(*) from ${windowOf(plan, mostLookedAt(plan))}) as found,
    (select max(size) from (${sql.join(sizes, sql` union all `)}) as sizes) as largest`.execute(kysely);
  const [{ found, largest } = { found: 0, largest: 0 }] = rows;
  return { count: Number(found), exact: Number(largest) <= share };
}

/** The key of the oldest entry that the last statement looked at; undefined: there is none behind it. */
async function endOfWindow(kysely: Kysely<Schema>, plan: Plan): Promise<AuditKey | undefined> {
  const { leads, during, rest } = plan;
  if (rest.length === 0) return undefined;
  const { rows } =
    await sql<AuditKey>`select id, event_at_ms from audit_event where ${allOf([...leads, ...during])}
    order by event_at_ms desc, id desc limit 1 offset ${sql.lit(mostLookedAt(plan) - 1)}`.execute(kysely);
  return rows[0];
}

/** Values that a search may mean; the beginning of more is looked for among the newest entries. */
const mostMeant = 20;

const planOf = async (database: Reading, filter: AuditFilter): Promise<Plan> => ({
  ...(await choiceOf(database, filter)),
  during: timeOf(filter),
});

function timeOf({ from, before }: AuditFilter): readonly Condition[] {
  return [
    ...(from === undefined ? [] : [sql<boolean>`event_at_ms >= ${from}`]),
    ...(before === undefined ? [] : [sql<boolean>`event_at_ms < ${before}`]),
  ];
}

/** The first of what is asked leads that names the fewest; the others are left as the rest. */
async function choiceOf(database: Reading, filter: AuditFilter): Promise<Choice> {
  const { eventTypes, severity, success, actorUserId, actorIp, resourceId, search } = filter;
  const searched = search === undefined || search.text === '' ? [] : [await meantBy(database, search)];
  const choices: readonly (readonly Condition[])[] = [
    ...(resourceId === undefined ? [] : [[sql<boolean>`resource_id = ${resourceId}`]]),
    ...searched.flatMap(({ leads }) => (leads.length === 0 ? [] : [leads])),
    ...(actorUserId === undefined ? [] : [[sql<boolean>`actor_user_id = ${actorUserId}`]]),
    ...(actorIp === undefined ? [] : [[sql<boolean>`actor_ip = ${actorIp}`]]),
    ...(success === false ? [[sql<boolean>`success = 0`]] : []),
    // Said in the words of the partial index
    ...(severity === undefined || severity === 'INFO'
      ? []
      : [[sql<boolean>`severity <> 'INFO' and severity = ${severity}`]]),
    ...(eventTypes === undefined ? [] : [found(eventTypes.map(ofType)).leads]),
  ];
  const common = [
    ...searched.flatMap(({ rest }) => rest),
    ...(severity === 'INFO' ? [sql<boolean>`audit_event.severity = 'INFO'`] : []),
    ...(success === true ? [sql<boolean>`audit_event.success = 1`] : []),
  ];
  const [leads = [everything], ...others] = choices;
  return { leads, rest: [...common, ...others.map(anyOf)] };
}

/** Of a search: the values that begin so, where they are few; else that, to be looked for. */
async function meantBy(
  { kysely, dialect }: Reading,
  { text, eventTypes }: NonNullable<AuditFilter['search']>,
): Promise<Choice> {
  const begins = {
    actor_username: dialect.startsWith(sql.ref('actor_username'), text.toLowerCase()),
    resource_name: dialect.startsWith(sql.ref('resource_name'), text),
  };
  const names = async (column: keyof typeof begins): Promise<readonly Condition[]> =>
    (await valuesOf(kysely, { column, begins: begins[column], order: dialect.byteOrder })).map(
      (value) => sql`${sql.ref(column)}${sql.raw(dialect.byteOrder)} = ${value}`,
    );
  const [users, resources] = await Promise.all([names('actor_username'), names('resource_name')]);
  const types = eventTypes.map(ofType);
  if (users.length < mostMeant && resources.length < mostMeant)
    return found([...users, ...resources, ...types]);
  return { leads: [], rest: [anyOf([begins.actor_username, begins.resource_name, ...types])] };
}

const ofType = (type: string): Condition => sql`event_type = ${type}`;

/** Nothing that is meant means that there is nothing. */
const found = (leads: readonly Condition[]): Choice =>
  leads.length === 0 ? { leads: [sql`1 = 0`], rest: [] } : { leads, rest: [] };

/** The first values of the column that begin so, each by one step along its index, however many entries have it. */
async function valuesOf(
  kysely: Kysely<Schema>,
  { column, begins, order }: { column: string; begins: Condition; order: string },
): Promise<readonly string[]> {
  const ref = sql`${sql.ref(column)}${sql.raw(order)}`;
  const { rows } = await sql<{ value: string | null }>`with recursive meant(value, place) as (
      select (select min(${ref}) from audit_event where ${begins}), 1
      union all
      select (select min(${ref}) from audit_event where ${begins} and ${ref} > meant.value), meant.place + 1
        from meant where meant.value is not null and meant.place < ${sql.lit(mostMeant)})
    select value from meant where value is not null`.execute(kysely);
  return rows.map(({ value }) => value ?? '');
}
