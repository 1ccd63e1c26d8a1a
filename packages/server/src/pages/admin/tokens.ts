import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Column, type Filter, type ListView, listing, type Total } from '../console/list.ts';
import { questionPage } from '../console/question.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { textField } from '../parts/field.ts';
import { moment } from '../parts/moment.ts';
import { namesOf } from '../parts/names.ts';
import { announcement, notice } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';

/** One family, or one stored access token. product T-3 */
export type TokenRow = {
  readonly id: string;
  readonly kind: 'refresh' | 'access';
  readonly client: { readonly path: string; readonly name: string };
  /** Absent: a client's own. */
  readonly person?: { readonly path: string; readonly username: string };
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  /** Epoch seconds, as all times. */
  readonly startedAt: number;
  readonly lastUsedAt?: number;
  readonly expiresAt: number;
  /** Of a family: the access token made last. product T-3 */
  readonly newest?: { readonly tokenId: string; readonly expiresAt: number };
  readonly status: 'active' | 'paused' | 'revoked' | 'expired';
};

export type TokensModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly TokenRow[];
  /** What was asked for was so already, or came too late. */
  readonly settled: boolean;
};

export const tokensPath = '/admin/tokens';

/** Every application access of everybody. product §12.3 */
export function tokensPage(model: TokensModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { view, total, rows } = model;
  const content = html`${model.settled && announcement('danger', 'failure', text('token_settled'))}${listing<TokenRow>(
    {
      ...{ path: tokensPath, caption: text('tokens_title'), view, total, rows },
      name: (row) => html`${nameCell(row, text)}${newestOf(row, frame)}`,
      nameColumn: { label: text('client_one') },
      columns: columns(frame, text),
      act: (row) => actions(row, text),
      isOver: ({ status }) => status === 'revoked' || status === 'expired',
      searchLabel: text('tokens_search'),
      filters: filters(text),
      more: {
        label: text('more_filters'),
        verb: text('apply_filters'),
        names: ['client', 'scope'],
        fields: html`${textField({ name: 'client', label: text('client_id'), value: view.filters['client'], spelling: 'exact' })}
${textField({ name: 'scope', label: text('token_scope'), value: view.filters['scope'], spelling: 'exact', hint: text('token_scope_hint') })}`,
      },
      empty: { icon: icons.key, title: text('tokens_empty_title'), sentence: text('tokens_empty') },
    },
    frame,
  )}`;
  const action = html`<a class="button" href="${tokensPath}/lookup">${text('token_lookup')}</a>`;
  const page = { title: text('tokens_title'), section: tokensPath, lead: text('tokens_lead') } as const;
  return consoleLayout({ ...page, action, content }, frame);
}

const filters = (text: Text): readonly Filter[] => [
  {
    name: 'kind',
    label: text('token_kind'),
    options: (['refresh', 'access'] as const).map((value) => ({ value, label: text(`token_${value}`) })),
  },
  {
    name: 'status',
    label: text('client_status'),
    options: [
      { value: 'active', label: text('state_active') },
      { value: 'disabled', label: text('state_paused') },
      { value: 'revoked', label: text('state_revoked') },
    ],
  },
];

const columns = (frame: ConsoleFrame, text: Text): readonly Column<TokenRow>[] => [
  {
    label: text('user'),
    cell: ({ person }) =>
      person === undefined
        ? html`<span class="quiet">${text('token_nobody')}</span>`
        : html`<a href="${person.path}">${person.username}</a>`,
  },
  { label: text('access'), cell: (row) => accessCell(row) },
  { label: text('started'), cell: ({ startedAt }) => moment(startedAt, frame) },
  {
    label: text('last_used'),
    cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? text('unknown') : moment(lastUsedAt, frame)),
  },
  {
    label: text('expires'),
    cell: ({ status, expiresAt }) => (status === 'revoked' ? '–' : moment(expiresAt, frame)),
  },
];

const nameCell = ({ id, kind, client, status }: TokenRow, text: Text): Html =>
  html`<span class="cell-name">${icons[kind === 'refresh' ? 'apps' : 'key']}<a href="${client.path}">${client.name}</a></span><span class="cell-sub"><span class="state ${status}">${text(`state_${status}`)}</span> <span class="quiet">${text(`token_${kind}`)}</span> <code>${id}</code></span>`;

/** Which access token came last, and until when it works where nobody asks. */
const newestOf = ({ newest }: TokenRow, frame: ConsoleFrame): Html | false =>
  newest !== undefined &&
  html`<details class="cell-sub"><summary class="quiet">${textIn(frame.locale)('token_newest')}</summary><code>${newest.tokenId}</code><div>${textIn(frame.locale)('expires')}: ${moment(newest.expiresAt, frame)}</div></details>`;

const accessCell = ({ scopes, resources }: Pick<TokenRow, 'scopes' | 'resources'>): Fragment =>
  namesOf([...scopes, ...resources]);

function actions({ id, client, status }: TokenRow, text: Text): Html | false {
  const to = (step: 'disable' | 'enable' | 'revoke', label: string) =>
    html`<a class="button small${step === 'revoke' && ' revoke'}" href="${tokensPath}/${id}/${step}" data-ask>${label}<span class="visually-hidden"> · ${client.name}</span></a>`;
  if (status === 'revoked' || status === 'expired') return false;
  return html`<span class="acts">${status === 'paused' ? to('enable', text('token_enable')) : to('disable', text('token_disable'))}
${to('revoke', text('revoke'))}</span>`;
}

export type TokenQuestionModel = {
  readonly step: 'revoke' | 'disable' | 'enable';
  readonly id: string;
  readonly client: string;
  readonly username?: string;
};

/** Asks before an access is paused, goes on or ends. product A-3, T-4 */
export function tokenQuestionPage(model: TokenQuestionModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { step, id, client, username } = model;
  const names = { client, person: username ?? text('token_nobody') };
  return questionPage(
    {
      title: text(`token_${step}_title`, { client }),
      section: tokensPath,
      parent: { path: tokensPath, label: text('tokens_title') },
      consequence: text(`token_${step}_consequence`, names),
      more: step !== 'enable' && notice('info', text('revoke_offline')),
      action: `${tokensPath}/${id}/${step}`,
      verb: text(step === 'revoke' ? 'revoke' : `token_${step}`),
      ...(step === 'enable' ? { weight: 'light' } : {}),
      back: tokensPath,
    },
    frame,
  );
}
