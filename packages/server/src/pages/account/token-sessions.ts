import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Filter, type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { moment } from '../parts/moment.ts';
import { type Text, textIn } from '../text/catalogue.ts';

/** One family, or one stored access token. product T-3 */
export type TokenSessionRow = {
  /** Names it in the path that ends it; opens nothing. */
  readonly id: string;
  readonly clientName: string;
  /** Whether it holds a refresh token. */
  readonly kind: 'renews' | 'ends';
  readonly origin: 'browser' | 'device';
  readonly scopes: readonly string[];
  /** Epoch seconds, as all times. */
  readonly startedAt: number;
  readonly lastUsedAt?: number;
  readonly expiresAt: number;
  readonly status: 'active' | 'paused' | 'revoked' | 'expired';
};

export type TokenSessionsModel = {
  readonly rows: readonly TokenSessionRow[];
  readonly total: Total;
  readonly view: ListView;
};

const path = '/account/sessions';
const home = '/account/authorizations';

/** What applications hold, as a flat list; those that are over only when asked for. */
export function tokenSessionsPage(model: TokenSessionsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = listing(
    {
      path,
      caption: text('sessions_title'),
      ...model,
      nameColumn: { label: text('application') },
      name: (row) => nameOf(row, text),
      columns: [
        {
          label: text('access'),
          cell: ({ scopes }) =>
            html`<span class="scopes">${scopes.map((scope) => html`<code>${scope}</code> `)}</span>`,
        },
        { label: text('started'), sort: 'started', cell: (row) => moment(row.startedAt, frame) },
        {
          label: text('last_used'),
          sort: 'used',
          cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? text('unknown') : moment(lastUsedAt, frame)),
        },
        {
          label: text('expires'),
          sort: 'expires',
          cell: (row) => (row.status === 'revoked' ? '–' : moment(row.expiresAt, frame)),
        },
      ],
      isOver: hasEnded,
      act: (row) =>
        !hasEnded(row) &&
        html`<a class="button small revoke" href="${path}/${row.id}/revoke">${text('end_this_one')}<span class="visually-hidden"> · ${row.clientName}</span></a>`,
      searchLabel: text('sessions_search'),
      filters: filters(text),
      empty: { icon: icons.apps, title: text('sessions_empty_title'), sentence: text('sessions_empty') },
    },
    frame,
  );
  const page = { title: text('sessions_title'), section: home, lead: text('sessions_lead') } as const;
  return consoleLayout({ ...page, parent: { path: home, label: text('authorizations') }, content }, frame);
}

const hasEnded = ({ status }: TokenSessionRow): boolean => status === 'revoked' || status === 'expired';

const nameOf = (row: TokenSessionRow, text: Text): Html =>
  html`<span class="cell-name">${icons[row.origin]}<span>${row.clientName}</span></span><span class="cell-sub"><span class="state ${row.status}">${text(`state_${row.status}`)}</span>${!hasEnded(row) && html` <span class="quiet">${text(`kind_${row.kind}`)}</span>`}</span>`;

const filters = (text: Text): readonly Filter[] => [
  {
    name: 'status',
    label: text('sessions_status'),
    all: text('sessions_live'),
    options: [
      { value: 'paused', label: text('state_paused') },
      { value: 'ended', label: text('sessions_ended') },
    ],
  },
  {
    name: 'kind',
    label: text('sessions_kind'),
    options: [
      { value: 'refresh', label: text('kind_refresh') },
      { value: 'access', label: text('kind_access') },
    ],
  },
];
