/** admin/ owns the pages of administrators: what they show, and what their forms ask of `administration/`. */

import { clientId, isLoopbackUrl, secondOf } from '@grantor/protocol';
import { forAdministrator, show, type Visit } from '../console/visit.ts';
import { isRotationOverdue } from '../keys/rotation.ts';
import { type DashboardModel, type DashboardWarning, dashboardPage } from '../pages/index.ts';
import { listAuditEvents } from '../store/audit-events.ts';
import { hasFailedNotices, hasPkceExemption, hasUnguardedAdministrator } from '../store/counts.ts';
import { type DailyCount, readActivePeople, readDailyCounts } from '../store/daily-statistics.ts';
import { hasFactor, readFactors } from '../store/factors.ts';
import { dayOf } from '../telemetry/daily-statistics.ts';
import { entriesOf } from './audit.ts';

const shownDays = 30;
const shownClients = 5;
const shownEvents = 10;

export const showDashboard = forAdministrator(async (visit) => {
  const { site } = visit;
  const { database } = site;
  const today = dayOf(site.now());
  const since = today - shownDays + 1;
  const days = Array.from({ length: shownDays }, (_, index) => since + index);
  const [{ stored, live }, events, clients, active, newest, warnings] = await Promise.all([
    site.totals(secondOf(site.now())),
    readDailyCounts(database, 'event', since),
    readDailyCounts(database, 'client', since),
    readActivePeople(database, since),
    listAuditEvents(database, {}, { limit: shownEvents, offset: 0 }),
    warningsOf(visit),
  ]);
  const of = (type: string, success = '1'): readonly number[] => eventsByDay(events, days, { type, success });
  const model: DashboardModel = {
    counts: stored,
    live,
    days,
    signIns: { succeeded: of('AUTHENTICATION_SUCCESS'), failed: of('AUTHENTICATION_FAILURE', '0') },
    tokens: {
      codes: of('AUTHORIZATION_CODE_EXCHANGED'),
      refreshed: of('TOKEN_REFRESHED'),
      clientCredentials: of('CLIENT_CREDENTIALS_TOKEN_ISSUED'),
      devices: of('ACCESS_TOKEN_ISSUED'),
    },
    people: days.map((day) => active.get(day) ?? 0),
    topClients: await topClients(visit, clients),
    newest: await entriesOf(site, newest.rows),
    warnings,
  };
  return show(visit, (frame) => dashboardPage(model, frame));
});

type Wanted = { readonly type: string; readonly success: string };

function eventsByDay(
  events: readonly DailyCount[],
  days: readonly number[],
  { type, success }: Wanted,
): readonly number[] {
  const sums = new Map<number, number>();
  for (const { day, name, count } of events) {
    const [ofType, , succeeded] = name.split(' ');
    if (ofType === type && succeeded === success) sums.set(day, (sums.get(day) ?? 0) + count);
  }
  return days.map((day) => sums.get(day) ?? 0);
}

async function topClients(
  { site }: Visit,
  counts: readonly DailyCount[],
): Promise<DashboardModel['topClients']> {
  const sums = new Map<string, number>();
  for (const { name, count } of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  const most = [...sums].sort(([, one], [, other]) => other - one).slice(0, shownClients);
  return Promise.all(
    most.map(async ([id, count]) => ({
      name: (await site.store.findClient(clientId(id)))?.name ?? id,
      count,
    })),
  );
}

/** What needs somebody (product.md A-10). */
async function warningsOf({ site, person }: Visit): Promise<readonly DashboardWarning[]> {
  const { baseUrl, changes, database, system, upstream, keys, now } = site;
  const [hasFailed, isExempt, own, isUnguarded] = await Promise.all([
    hasFailedNotices(database),
    hasPkceExemption(database),
    readFactors(database.kysely, person.userId),
    hasUnguardedAdministrator(database, { besides: person.userId }),
  ]);
  const standing: Readonly<Record<DashboardWarning, boolean>> = {
    provider_empty: upstream.providers.some(({ allowed }) => allowed.length === 0),
    http_issuer: baseUrl.startsWith('http:') && !isLoopbackUrl(baseUrl),
    audit_dropped: changes.audit.dropped > 0,
    notices_failed: hasFailed,
    forwarding_ignored: system.ignoresForwarding(),
    key_overdue: isRotationOverdue(keys.ring.list(secondOf(now())), {
      interval: system.keyRotationInterval,
      now: secondOf(now()),
    }),
    pkce_exempt: isExempt,
    self_unguarded: !hasFactor(own),
    admin_unguarded: isUnguarded,
  };
  return (Object.keys(standing) as DashboardWarning[]).filter((warning) => standing[warning]);
}
