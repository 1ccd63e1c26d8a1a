import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { type Icon, icons } from '../markup/icons.ts';
import { bar } from '../parts/bar.ts';
import { type Chart, lineChart } from '../parts/chart.ts';
import { moment } from '../parts/moment.ts';
import { notice } from '../parts/notice.ts';
import { type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';
import { type AuditEntry, actorName } from './audit.ts';

export type DashboardModel = {
  readonly counts: {
    readonly users: number;
    readonly administrators: number;
    readonly disabledUsers: number;
    readonly clients: number;
    readonly pendingClients: number;
  };
  readonly live: { readonly families: number; readonly tokens: number; readonly exact: boolean };
  /** The last days, the newest last; each list has a value for each. */
  readonly days: readonly number[];
  readonly signIns: { readonly succeeded: readonly number[]; readonly failed: readonly number[] };
  readonly tokens: {
    readonly codes: readonly number[];
    readonly refreshed: readonly number[];
    readonly clientCredentials: readonly number[];
    readonly devices: readonly number[];
  };
  readonly people: readonly number[];
  readonly topClients: readonly { readonly name: string; readonly count: number }[];
  readonly newest: readonly AuditEntry[];
  readonly warnings: readonly DashboardWarning[];
};

/** What somebody should look at; each is a message `warning_…`. product A-10 */
export type DashboardWarning = keyof typeof remedies;

type Remedy = { readonly path: string; readonly place: PlainKey };
const system: Remedy = { path: '/admin/system', place: 'system_title' };

/** Where each is mended, or where more is said. */
const remedies = {
  provider_empty: system,
  http_issuer: system,
  audit_dropped: system,
  notices_failed: system,
  forwarding_ignored: system,
  key_overdue: { path: '/admin/keys', place: 'keys_title' },
  pkce_exempt: { path: '/admin/clients', place: 'admin_clients' },
  self_unguarded: { path: '/account/factors', place: 'factors_title' },
  admin_unguarded: { path: '/admin/users?role=admin', place: 'admin_users' },
} as const satisfies Readonly<Record<string, Remedy>>;

/** How the server is doing, at a glance. product §12.3 */
export function dashboardPage(model: DashboardModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = html`${model.warnings.map((warning) => notice('warning', warningWords(warning, text)))}
${tiles(model, frame, text)}
<div class="charts">${charts(model, text).map((chart) => lineChart(chart, frame.locale))}
${topClients(model, frame, text)}</div>
${newest(model, frame, text)}`;
  const lead = text('admin_lead', { site: frame.siteName });
  return consoleLayout({ title: text('admin_overview'), section: '/admin', lead, content }, frame);
}

/** Its link is named by what it leads to: several stand on one page (product.md N-3). */
function warningWords(warning: DashboardWarning, text: Text): Html {
  const { path, place } = remedies[warning];
  return html`${text(`warning_${warning}`)} <a href="${path}">${text('warning_remedy', { place: text(place) })}</a>`;
}

function tiles({ counts, live }: DashboardModel, frame: ConsoleFrame, text: Text): Html {
  const number = numberFormat(frame.locale);
  const tile = (path: string, count: string, shown: { icon: Icon; title: PlainKey; more: string }) =>
    html`<li><a class="panel door" href="${path}"><span class="door-head">${icons[shown.icon]}<strong>${text(shown.title)}</strong>${icons.onward}</span>
<span class="figure">${count}</span><span class="quiet">${shown.more}</span></a></li>`;
  const administrators = number.format(counts.administrators);
  const disabled = number.format(counts.disabledUsers);
  const families = number.format(live.families);
  return html`<ul class="tiles">
${tile('/admin/users', number.format(counts.users), { icon: 'people', title: 'admin_users', more: text('admin_users_more', { administrators, disabled }) })}
${tile('/admin/clients', number.format(counts.clients), { icon: 'apps', title: 'admin_clients', more: text('admin_clients_more', { count: counts.pendingClients }) })}
${tile('/admin/tokens', live.exact ? families : text('more_than', { count: families }), { icon: 'key', title: 'admin_live', more: text('admin_live_more', { count: live.tokens }) })}
</ul>`;
}

const charts = ({ days, signIns, tokens, people }: DashboardModel, text: Text): readonly Chart[] => [
  {
    id: 'sign-ins',
    title: text('chart_sign_ins'),
    days,
    series: [
      { label: text('chart_succeeded'), values: signIns.succeeded },
      { label: text('chart_failed'), values: signIns.failed },
    ],
  },
  {
    id: 'tokens',
    title: text('chart_tokens'),
    days,
    series: [
      { label: text('grant_code'), values: tokens.codes },
      { label: text('grant_refresh'), values: tokens.refreshed },
      { label: text('grant_client'), values: tokens.clientCredentials },
      { label: text('grant_device'), values: tokens.devices },
    ],
  },
  {
    id: 'people',
    title: text('chart_people'),
    days,
    series: [{ label: text('chart_people'), values: people }],
  },
];

function topClients({ topClients: clients }: DashboardModel, frame: ConsoleFrame, text: Text): Html {
  const number = numberFormat(frame.locale);
  const most = Math.max(1, ...clients.map(({ count }) => count));
  const rows = clients.map(
    ({ name, count }) =>
      html`<li><span class="bar-label"><span>${name}</span><span class="quiet">${number.format(count)}</span></span>${bar(count / most)}</li>`,
  );
  return html`<section class="panel chart" aria-labelledby="clients-title"><h2 id="clients-title">${text('chart_clients')}</h2>${clients.length === 0 ? html`<p class="quiet chart-empty">${text('no_data_yet')}</p>` : html`<ol class="bars">${rows}</ol>`}</section>`;
}

function newest({ newest: entries }: DashboardModel, frame: ConsoleFrame, text: Text): Html | false {
  if (entries.length === 0) return false;
  const rows = entries.map(
    ({ id, type, at, actor }) =>
      html`<li><a class="entry" href="/admin/audit/${id}">${text(`event_${type}`)}</a><span class="quiet">${actorName(actor) ?? text('audit_server')}</span>${moment(Math.floor(at / 1000), frame)}</li>`,
  );
  return html`<section class="panel latest" aria-labelledby="latest-title"><div class="door-head"><h2 id="latest-title">${text('latest_events')}</h2><a href="/admin/audit">${text('audit_title')}</a></div><ol>${rows}</ol></section>`;
}
