/** The audit log for administrators: as pages, as CSV and as JSON (operations.md D-5, D-6). */

import type { Instant } from '@grantor/protocol';
import { forAdministrator, nothingHere, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { download, json } from '../http/send.ts';
import { type AuditEntry, auditEntryPage, auditPage } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import { type ActorNames, actorNames } from '../store/actor-names.ts';
import {
  eachAuditEvent,
  findAuditEvent,
  listAuditEvents,
  type StoredAuditEvent,
} from '../store/audit-events.ts';
import { readDailyCounts } from '../store/daily-statistics.ts';
import {
  type AuditEventType,
  auditEventTypes,
  type ResourceType,
  resourceTypes,
  type Severity,
  severities,
} from '../telemetry/audit-catalogue.ts';
import { dayOf } from '../telemetry/daily-statistics.ts';
import { csvOf } from './audit-csv.ts';
import { auditView } from './audit-filter.ts';

/** operations.md D-6 */
export const exportLimit = 100_000;

export const showAudit = forAdministrator(async (visit) => {
  const { view, filter } = auditView(visit.exchange);
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize };
  const { rows, total } = await listAuditEvents(visit.site.database, filter, range);
  const choices = { types: auditEventTypes, severities, resourceTypes, exportLimit };
  const entries = await entriesOf(visit.site, rows);
  return show(visit, (frame) => auditPage({ ...choices, view, total, entries }, frame));
});

export const showAuditEntry = forAdministrator(async (visit) => {
  const found = await findAuditEvent(visit.site.database, visit.id);
  if (found === null) throw nothingHere();
  const names = await actorNames(visit.site.database, [found]);
  return show(visit, (frame) => auditEntryPage(entryOf(found, names), frame));
});

export const exportAudit = forAdministrator(async (visit) => {
  const { site } = visit;
  const { view, filter } = auditView(visit.exchange);
  await tell(visit, 'AUDIT_LOG_EXPORTED', { fields: Object.keys(view.filters) });
  const name = `audit_logs_${dayIn(site.now())}.csv`;
  const newest = { limit: exportLimit, after: undefined };
  const rows = csvOf(eachAuditEvent(site.database, filter, newest));
  return {
    ...download({ name, type: 'text/csv; charset=utf-8' }, rows),
    cookies: visit.caller.cookies,
  };
});

const dayIn = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

export const readAudit = forAdministrator(async (visit) => {
  const { view, filter } = auditView(visit.exchange);
  const range = { limit: view.pageSize, offset: (view.page - 1) * view.pageSize };
  const { rows, total } = await listAuditEvents(visit.site.database, filter, range);
  await tell(visit, 'AUDIT_LOG_VIEWED', { rows: rows.length });
  const pagination = { page: view.page, page_size: view.pageSize, total: total.count, exact: total.exact };
  return answer(visit, { logs: rows.map(logOf), pagination });
});

const statisticsDays = 30;

export const readAuditStatistics = forAdministrator(async (visit) =>
  answer(visit, await auditStatistics(visit.site)),
);

/** The last 30 days, by type, severity and success. */
export async function auditStatistics({ database, now }: Pick<Site, 'database' | 'now'>) {
  const counts = await readDailyCounts(database, 'event', dayOf(now()) - statisticsDays + 1);
  const by = (member: 0 | 1 | 2): Record<string, number> => {
    const sums: Record<string, number> = {};
    for (const { name, count } of counts) {
      const key = name.split(' ')[member] ?? '';
      sums[key] = (sums[key] ?? 0) + count;
    }
    return sums;
  };
  const { '1': succeeded = 0, '0': failed = 0 } = by(2);
  return {
    days: statisticsDays,
    by_type: by(0),
    by_severity: by(1),
    by_success: { true: succeeded, false: failed },
  };
}

const answer = ({ caller }: Visit, value: unknown): Outgoing => ({ ...json(value), cookies: caller.cookies });

type Told = 'AUDIT_LOG_EXPORTED' | 'AUDIT_LOG_VIEWED';

async function tell(
  { site, person, exchange }: Visit,
  type: Told,
  details: { fields?: readonly string[]; rows?: number },
): Promise<void> {
  const actor = { userId: person.userId, username: person.username };
  await site.changes.audit.record({ type, actor, resource: null, details, error: null }, exchange.source);
}

/** The row as JSON, with its details as an object; what it does not have is absent (protocol.md G-5). */
export function logOf({ details, success, event_at_ms, ...row }: StoredAuditEvent): Record<string, unknown> {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(present),
    event_time: new Date(Number(event_at_ms)).toISOString(),
    success: success === 1,
    details: JSON.parse(details),
  };
}

/** The rows as pages show them: whom a request knew by an id alone is called what they are called now. */
export async function entriesOf(
  { database }: Pick<Site, 'database'>,
  rows: readonly StoredAuditEvent[],
): Promise<readonly AuditEntry[]> {
  const names = await actorNames(database, rows);
  return rows.map((row) => entryOf(row, names));
}

function entryOf(row: StoredAuditEvent, { users, clients }: ActorNames): AuditEntry {
  const username = row.actor_username ?? users.get(row.actor_user_id ?? '');
  const clientName = clients.get(row.actor_client_id ?? '');
  const { request_method: method, request_path: path, request_id: id } = row;
  const request = method === null || path === null || id === null ? null : { method, path, id };
  return {
    id: row.id,
    type: row.event_type as AuditEventType,
    severity: row.severity as Severity,
    at: Number(row.event_at_ms),
    actor: {
      ...(row.actor_user_id === null ? {} : { userId: row.actor_user_id }),
      ...(username === undefined ? {} : { username }),
      ...(row.actor_client_id === null ? {} : { clientId: row.actor_client_id }),
      ...(clientName === undefined ? {} : { clientName }),
    },
    ...(row.actor_ip === null ? {} : { address: row.actor_ip }),
    resource: {
      ...(row.resource_type === null ? {} : { type: row.resource_type as ResourceType }),
      ...(row.resource_id === null ? {} : { id: row.resource_id }),
      ...(row.resource_name === null ? {} : { name: row.resource_name }),
    },
    success: row.success === 1,
    ...(row.error_message === null ? {} : { error: row.error_message }),
    details: detailsOf(row),
    ...(row.user_agent === null ? {} : { userAgent: row.user_agent }),
    ...(request === null ? {} : { request }),
  };
}

const detailsOf = ({ details }: StoredAuditEvent): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(JSON.parse(details) as Record<string, unknown>).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(' ') : String(value),
    ]),
  );
