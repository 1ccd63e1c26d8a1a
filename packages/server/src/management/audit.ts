/** What happened (operations.md §5), filtered as on its page. */

import { z } from 'zod';
import { auditStatistics, exportLimit, logOf } from '../admin/audit.ts';
import { csvOf } from '../admin/audit-csv.ts';
import { auditFilterOf } from '../admin/audit-filter.ts';
import { invalid, noSuch } from '../http/problem.ts';
import {
  type AuditKey,
  eachAuditEvent,
  findAuditEvent,
  readAuditEvents,
  type StoredAuditEvent,
} from '../store/audit-events.ts';
import { auditEventTypes, resourceTypes, severities } from '../telemetry/audit-catalogue.ts';
import { type Call, operation } from './operation.ts';
import { listOf, moment, page, pageOf, search, timedAfter, timedKey } from './shapes.ts';

const text = z.string().max(256).optional();

const filters = {
  event_type: z.enum(auditEventTypes as [string, ...string[]]).optional(),
  severity: z.enum(severities).optional(),
  success: z.enum(['true', 'false']).optional(),
  actor_user_id: text,
  actor_ip: text,
  resource_type: z.enum(resourceTypes).optional(),
  resource_id: text,
  start_time: text.describe('A day, in UTC, or a moment of RFC 3339.'),
  end_time: text.describe('The same; a day is included.'),
  search: search.describe('The beginning of a user name, of the name of a resource, or of a type.'),
};
const filterShape = z.strictObject(filters);

const eventShape = z
  .strictObject({
    id: z.string(),
    event_type: z.string(),
    event_time: moment,
    severity: z.string(),
    actor_user_id: z.string().optional(),
    actor_username: z.string().optional(),
    actor_ip: z.string().optional(),
    actor_client_id: z.string().optional(),
    resource_type: z.string().optional(),
    resource_id: z.string().optional(),
    resource_name: z.string().optional(),
    action: z.string(),
    details: z.record(z.string(), z.unknown()),
    success: z.boolean(),
    error_message: z.string().optional(),
    user_agent: z.string().optional(),
    request_path: z.string().optional(),
    request_method: z.string().optional(),
    request_id: z.string().optional(),
  })
  .meta({ id: 'AuditEvent' });

const eventBody = (row: StoredAuditEvent) => logOf(row) as z.input<typeof eventShape>;

/** Throws 422 for a time that cannot be read: nothing is looked for at another time than was said. */
function filterOf(query: z.output<typeof filterShape>) {
  const { search: searched, ...chosen } = query;
  const wrong = (['start_time', 'end_time'] as const).filter(
    (name) => chosen[name] !== undefined && Number.isNaN(Date.parse(chosen[name])),
  );
  if (wrong.length > 0)
    throw invalid(wrong.map((field) => ({ field, code: 'no_time', message: 'It is no day and no moment.' })));
  return auditFilterOf({ filters: chosen as Readonly<Record<string, string>>, search: searched.trim() });
}

const keyOf = ({ event_at_ms, id }: AuditKey): string => timedKey(event_at_ms, id);

function behind(cursor: string | undefined): AuditKey | undefined {
  const after = timedAfter(cursor);
  return after === undefined ? undefined : { event_at_ms: after.at, id: after.id };
}

const tell = ({ site, actor: { source, ...actor } }: Call<unknown, unknown>, fields: readonly string[]) =>
  site.changes.audit.record(
    { type: 'AUDIT_LOG_EXPORTED', actor, resource: null, details: { fields }, error: null },
    source,
  );

const tag = 'audit-events';

export const auditOperations = [
  operation({
    ...{ name: 'listAuditEvents', method: 'GET', path: '/audit-events', tag, success: 'value' },
    summary: 'The newest first',
    query: z.strictObject({ ...page, ...filters }),
    answer: listOf(eventShape),
    async run({ site, actor: { source, ...actor }, query: { limit, cursor, ...query } }) {
      const range = { limit: limit + 1, after: behind(cursor) };
      const rows = await readAuditEvents(site.database, filterOf(query), range);
      const details = { rows: Math.min(rows.length, limit) };
      const viewed = { type: 'AUDIT_LOG_VIEWED', actor, resource: null, details, error: null } as const;
      await site.changes.audit.record(viewed, source);
      return { body: pageOf(rows, limit, { item: eventBody, key: keyOf }) };
    },
  }),
  operation({
    ...{ name: 'getAuditEvent', method: 'GET', path: '/audit-events/{event_id}', tag, success: 'value' },
    problems: ['missing'],
    summary: 'One event',
    answer: eventShape,
    async run({ site, ids: [id = ''] }) {
      const found = await findAuditEvent(site.database, id);
      if (found === null) throw noSuch();
      return { body: eventBody(found) };
    },
  }),
  operation({
    ...{ name: 'countAuditEvents', method: 'GET', path: '/audit-events/stats', tag, success: 'value' },
    summary: 'The last 30 days by type, severity and success',
    answer: z
      .strictObject({
        days: z.int(),
        by_type: z.record(z.string(), z.int()),
        by_severity: z.record(z.string(), z.int()),
        by_success: z.strictObject({ true: z.int(), false: z.int() }),
      })
      .meta({ id: 'AuditStatistics' }),
    run: async ({ site }) => ({ body: await auditStatistics(site) }),
  }),
  {
    ...operation({
      ...{ name: 'exportAuditEvents', method: 'GET', path: '/audit-events/export', tag, success: 'value' },
      summary: `As CSV (RFC 4180), the newest ${exportLimit.toLocaleString('en')}`,
      query: filterShape,
      answer: z.unknown(),
      async run(call) {
        const filter = filterOf(call.query);
        const named = Object.entries(call.query).filter(([, value]) => value !== undefined && value !== '');
        await tell(
          call,
          named.map(([name]) => name),
        );
        const newest = { limit: exportLimit, after: undefined };
        return { body: csvOf(eachAuditEvent(call.site.database, filter, newest)) };
      },
    }),
    answer: 'csv' as const,
  },
];
