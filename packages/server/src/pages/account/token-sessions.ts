import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Filter, type ListView, listing, type Total } from '../console/list.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type RequestedScope, scopeSentences } from '../parts/access.ts';
import { bar } from '../parts/bar.ts';
import { moment } from '../parts/moment.ts';
import { announcement } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';

/** One family, or one stored access token. product T-3 */
export type TokenSessionRow = {
  /** Names it in the path that ends it; opens nothing. */
  readonly id: string;
  readonly clientName: string;
  /** Whether it holds a refresh token. */
  readonly kind: 'renews' | 'ends';
  readonly origin: 'browser' | 'device';
  readonly scopes: readonly RequestedScope[];
  /** Epoch seconds, as all times. */
  readonly startedAt: number;
  readonly lastUsedAt?: number;
  readonly expiresAt: number;
  readonly status: 'active' | 'paused' | 'revoked' | 'expired';
  /** Its owner may let it go on: nothing else keeps it from working. */
  readonly canResume: boolean;
};

export type TokenSessionsModel = {
  readonly rows: readonly TokenSessionRow[];
  readonly total: Total;
  readonly view: ListView;
  /** A step came too late, or twice. */
  readonly again?: 'settled';
};

const path = '/account/sessions';
const home = '/account/authorizations';

/** What applications hold, as a flat list; those that are over only when asked for. */
export function tokenSessionsPage(model: TokenSessionsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const list = listing(
    {
      path,
      caption: text('sessions_title'),
      ...model,
      nameColumn: { label: text('application') },
      name: (row) => nameOf(row, text),
      columns: [
        {
          label: text('access'),
          cell: ({ scopes }) => scopeSentences(scopes, { text, locale: frame.locale }),
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
          cell: (row) => expiry(row, frame),
        },
      ],
      isOver: hasEnded,
      act: (row) => actions(row, text),
      searchLabel: text('sessions_search'),
      filters: filters(text),
      empty: { icon: icons.apps, title: text('sessions_empty_title'), sentence: text('sessions_empty') },
    },
    frame,
  );
  const content = html`${model.again === 'settled' && announcement('danger', 'failure', text('token_settled'))}
${list}`;
  const page = { title: text('sessions_title'), section: home, lead: text('sessions_lead') } as const;
  return consoleLayout({ ...page, parent: { path: home, label: text('authorizations') }, content }, frame);
}

const hasEnded = ({ status }: TokenSessionRow): boolean => status === 'revoked' || status === 'expired';

/** With what is left of its time; one that has ended has none. */
const expiry = (row: TokenSessionRow, frame: ConsoleFrame): Fragment => {
  if (row.status === 'revoked') return '–';
  const left = (row.expiresAt - frame.now) / Math.max(1, row.expiresAt - row.startedAt);
  return html`<div>${moment(row.expiresAt, frame)}${!hasEnded(row) && bar(left)}</div>`;
};

function actions(row: TokenSessionRow, text: Text): Html | false {
  if (hasEnded(row)) return false;
  const to = (step: 'disable' | 'enable' | 'revoke', label: string): Html =>
    html`<a class="button small${step === 'revoke' && ' revoke'}" href="${path}/${row.id}/${step}" data-ask>${label}<span class="visually-hidden"> · ${row.clientName}</span></a>`;
  return html`<div class="acts">${row.status === 'active' && to('disable', text('token_disable'))}${row.canResume && to('enable', text('token_enable'))}
${to('revoke', text('end_this_one'))}</div>`;
}

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
