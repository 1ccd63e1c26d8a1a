import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { type Icon, icons } from '../markup/icons.ts';
import { textIn } from '../text/catalogue.ts';

export type DashboardModel = {
  readonly counts: {
    readonly users: number;
    readonly administrators: number;
    readonly disabledUsers: number;
    readonly clients: number;
    readonly pendingClients: number;
  };
};

/** How the server is doing, at a glance. product §12.3 */
export function dashboardPage({ counts }: DashboardModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const number = new Intl.NumberFormat(frame.locale);
  const tile = (icon: Icon, title: string, count: number, more: string) =>
    html`<li><div class="panel door"><span class="door-head">${icons[icon]}<strong>${title}</strong></span>
<span class="figure">${number.format(count)}</span><span class="quiet">${more}</span></div></li>`;
  const content = html`<ul class="tiles">
${tile('people', text('admin_users'), counts.users, text('admin_users_more', { administrators: number.format(counts.administrators), disabled: number.format(counts.disabledUsers) }))}
${tile('apps', text('admin_clients'), counts.clients, text('admin_clients_more', { pending: number.format(counts.pendingClients) }))}
</ul>`;
  const lead = text('admin_lead', { site: frame.siteName });
  return consoleLayout({ title: text('admin_overview'), section: '/admin', lead, content }, frame);
}
