/** What somebody did here, as the audit log has it (product.md §12.2 `/account/activity`). */

import { clientId } from '@grantor/protocol';
import { type ListRules, listView } from '../console/list-view.ts';
import { forPerson, show, type Visit } from '../console/visit.ts';
import { type ActivityRow, activityPage } from '../pages/index.ts';
import { browserName } from '../site/user-agent.ts';
import { listAuditEvents, type StoredAuditEvent } from '../store/audit-events.ts';
import type { AuditEventType } from '../telemetry/audit-catalogue.ts';

const rules: ListRules = { filters: { success: ['true', 'false'] } };

/** By the index of actors, the newest first; never what others did, be it about the same person. */
export const showActivity = forPerson(async (visit) => {
  const { site, person } = visit;
  const view = listView(visit.exchange, rules);
  const { success } = view.filters;
  const { rows, total } = await listAuditEvents(
    site.database,
    {
      actorUserId: person.userId,
      success: success === undefined ? undefined : success === 'true',
    },
    { limit: view.pageSize, offset: (view.page - 1) * view.pageSize },
  );
  const names = await clientNames(visit, rows);
  return show(visit, (frame) =>
    activityPage(
      { rows: rows.map((event) => rowOf(event, names)), total, view: { ...view, search: '' } },
      frame,
    ),
  );
});

/** Events name clients by their ids. */
async function clientNames(
  { site }: Visit,
  events: readonly StoredAuditEvent[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(events.flatMap((event) => clientOf(event) ?? []))];
  const found = await Promise.all(ids.map((id) => site.store.findClient(clientId(id))));
  return new Map(ids.map((id, index) => [id, found[index]?.name ?? id]));
}

function clientOf(event: StoredAuditEvent): string | null {
  if (event.actor_client_id !== null) return event.actor_client_id;
  if (event.resource_type === 'CLIENT' && event.resource_id !== null) return event.resource_id;
  const { client } = JSON.parse(event.details) as { readonly client?: unknown };
  return typeof client === 'string' ? client : null;
}

function aboutOf(event: StoredAuditEvent, names: ReadonlyMap<string, string>): string | null {
  const about = event.resource_name ?? names.get(clientOf(event) ?? '') ?? null;
  if (event.event_type !== 'TOKEN_EXCHANGED') return about;
  // Nobody was asked about where an app goes with an exchange, so they are told (advanced.md TEX-7, TEX-9)
  const { audience } = JSON.parse(event.details) as { readonly audience?: readonly string[] };
  return `${about ?? ''} → ${(audience ?? []).join(', ')}`;
}

const rowOf = (event: StoredAuditEvent, names: ReadonlyMap<string, string>): ActivityRow => ({
  type: event.event_type as AuditEventType,
  at: Math.floor(Number(event.event_at_ms) / 1000),
  success: event.success === 1,
  ...withAbout(aboutOf(event, names)),
  ...(event.actor_ip === null ? {} : { address: event.actor_ip }),
  ...(event.user_agent === null ? {} : { browser: browserName(event.user_agent) }),
});

const withAbout = (about: string | null): Pick<ActivityRow, 'about'> => (about === null ? {} : { about });
