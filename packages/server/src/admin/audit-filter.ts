/** The filters of the audit log as an address says them: page, CSV and JSON take the same (operations.md D-5). */

import { type ListRules, listView } from '../console/list-view.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ListView } from '../pages/index.ts';
import type { AuditFilter } from '../store/audit-events.ts';
import { auditCatalogue, auditEventTypes, resourceTypes, severities } from '../telemetry/audit-catalogue.ts';

const rules: ListRules = {
  filters: {
    event_type: auditEventTypes,
    severity: severities,
    success: ['true', 'false'],
    actor_user_id: 'text',
    actor_ip: 'text',
    resource_type: resourceTypes,
    resource_id: 'text',
    start_time: 'text',
    end_time: 'text',
  },
};

const day = 86_400_000;

/** How the log is looked at, and what of it. */
export function auditView(exchange: Exchange): { readonly view: ListView; readonly filter: AuditFilter } {
  const view = listView(exchange, rules);
  return { view, filter: auditFilterOf(view) };
}

/** What of the log these filters choose. */
export function auditFilterOf({ filters, search }: Pick<ListView, 'filters' | 'search'>): AuditFilter {
  return {
    eventTypes: typesOf(filters),
    severity: filters['severity'],
    success: filters['success'] === undefined ? undefined : filters['success'] === 'true',
    actorUserId: filters['actor_user_id'],
    actorIp: filters['actor_ip'],
    resourceId: filters['resource_id'],
    from: startOf(filters['start_time']),
    before: endOf(filters['end_time']),
    search: search === '' ? undefined : { text: search, eventTypes: typesBeginning(search) },
  };
}

/** Every type is about resources of one type. */
function typesOf(filters: ListView['filters']): readonly string[] | undefined {
  const { event_type: type, resource_type: resource } = filters;
  if (type === undefined && resource === undefined) return undefined;
  return auditEventTypes.filter(
    (known) =>
      (type === undefined || known === type) &&
      (resource === undefined || auditCatalogue[known].resource === resource),
  );
}

const typesBeginning = (search: string): readonly string[] =>
  auditEventTypes.filter((type) => type.startsWith(search.toUpperCase()));

const wholeDay = /^\d{4}-\d{2}-\d{2}$/;

/** A day, in UTC, or a moment of RFC 3339; what is neither is no limit. */
function startOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The day is included. */
function endOf(text: string | undefined): number | undefined {
  const at = startOf(text);
  return at !== undefined && wholeDay.test(text ?? '') ? at + day : at;
}
