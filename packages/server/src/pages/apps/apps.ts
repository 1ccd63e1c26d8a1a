import { type ClientStatus, statusBadge } from '../clients/client-view.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { moment } from '../parts/moment.ts';
import { notice } from '../parts/notice.ts';
import { textIn } from '../text/catalogue.ts';

export type AppRow = {
  readonly path: string;
  readonly id: string;
  readonly name: string;
  readonly status: ClientStatus;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly change: 'waits' | 'none';
};

export type AppsModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly AppRow[];
  /** Whether as many wait for approval as may. */
  readonly room: 'some' | 'none';
};

const path = '/apps';

/** A person's own apps. product O-1 */
export function appsPage({ view, total, rows, room }: AppsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const create = room === 'some' && html`<a class="button primary" href="${path}/new">${text('app_new')}</a>`;
  const content = html`${room === 'none' && notice('info', text('apps_limit'))}
${listing<AppRow>(
  {
    ...{ path, caption: text('own_apps'), view, total, rows },
    name: (row) =>
      html`<span class="cell-name"><a href="${row.path}">${row.name}</a></span><span class="cell-below">${statusBadge(row.status, text)}${row.change === 'waits' && html` <span class="state paused">${text('client_change')}</span>`}</span>`,
    nameColumn: { label: text('app') },
    columns: [
      { label: text('client_id'), cell: ({ id }) => html`<code>${id}</code>` },
      { label: text('client_created'), cell: ({ createdAt }) => moment(createdAt, frame) },
    ],
    isOver: ({ status }) => status === 'inactive',
    empty: {
      icon: icons.star,
      title: text('apps_empty_title'),
      sentence: text('apps_empty'),
      action: create,
    },
  },
  frame,
)}`;
  const page = { title: text('own_apps'), section: path, lead: text('apps_lead') } as const;
  return consoleLayout({ ...page, action: rows.length > 0 && create, content }, frame);
}
