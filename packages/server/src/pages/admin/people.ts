import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Filter, type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { breakable } from '../parts/breakable.ts';
import { moment } from '../parts/moment.ts';
import { notice } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';
import { signUpsPath } from './sign-ups.ts';

/** Somebody with an account, as lists and headings show them. */
export type PersonRow = {
  /** The page about them. */
  readonly path: string;
  readonly id: string;
  readonly username: string;
  readonly name?: string;
  readonly email?: string;
  readonly isVerified: boolean;
  readonly role: 'user' | 'admin';
  readonly source: string;
  /** What they are found by there; absent: they are from here. */
  readonly externalId?: string;
  readonly status: 'active' | 'disabled';
  /** Epoch seconds. */
  readonly lastSignInAt?: number;
};

/** With how many second factors they have. */
export type ListedPersonRow = PersonRow & { readonly factors: number };

export type PeopleModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly ListedPersonRow[];
  /** How many wait for an account (mail.md M-7). */
  readonly signUps?: number;
};

export const peoplePath = '/admin/users';

/** Everybody with an account. product §12.3 */
export function peoplePage({ view, total, rows, signUps = 0 }: PeopleModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const create = html`<a class="button primary" href="${peoplePath}/new">${text('user_new')}</a>`;
  const content = listing<ListedPersonRow>(
    {
      ...{ path: peoplePath, caption: text('admin_users'), view, total, rows },
      name: nameCell,
      nameColumn: { label: text('user'), sort: 'username' },
      columns: [
        { label: text('field_email'), cell: (row) => emailCell(row, text) },
        { label: text('user_role'), cell: (row) => roleCell(row, text) },
        { label: text('user_status'), cell: (row) => statusMark(row, text) },
        { label: text('user_factors'), cell: ({ factors }) => factorsText(factors, frame) },
        {
          label: text('last_sign_in'),
          sort: 'last_sign_in',
          cell: ({ lastSignInAt }) =>
            lastSignInAt === undefined ? text('user_never') : moment(lastSignInAt, frame),
        },
      ],
      isOver: ({ status }) => status === 'disabled',
      searchLabel: text('users_search'),
      filters: filtersOf(text),
      empty: {
        icon: icons.people,
        title: text('users_empty_title'),
        sentence: text('users_empty'),
        action: create,
      },
    },
    frame,
  );
  const lead = text('users_lead');
  const page = { title: text('admin_users'), section: peoplePath, lead, action: create } as const;
  return consoleLayout({ ...page, content: html`${waitingFor(signUps, text)}${content}` }, frame);
}

const waitingFor = (signUps: number, text: Text): Html | false =>
  signUps > 0 &&
  notice('info', html`<a href="${signUpsPath}">${text('sign_ups_waiting', { count: signUps })}</a>`);

const filtersOf = (text: Text): readonly Filter[] => [
  {
    name: 'role',
    label: text('user_role'),
    options: (['admin', 'user'] as const).map((value) => ({ value, label: text(`role_${value}`) })),
  },
  {
    name: 'status',
    label: text('user_status'),
    options: (['active', 'disabled'] as const).map((value) => ({ value, label: text(`status_${value}`) })),
  },
  {
    name: 'auth_source',
    label: text('user_source'),
    options: (['local', 'http_api'] as const).map((value) => ({ value, label: text(`source_${value}`) })),
  },
];

/** How many second factors there are. */
export const factorsText = (factors: number, { locale }: Pick<ConsoleFrame, 'locale'>): string =>
  factors === 0 ? textIn(locale)('user_factors_none') : numberFormat(locale).format(factors);

/** With where the account comes from; never broken within a word. */
const roleCell = ({ role, source }: PersonRow, text: Text): Html =>
  html`<div class="whole">${text(`role_${role}`)}<span class="under quiet">${sourceName(source, text)}</span></div>`;

const nameCell = ({ path, username, name }: PersonRow): Html =>
  html`<a class="cell-name" href="${path}">${icons.person}<span>${username}</span></a>${name !== undefined && html`<span class="cell-sub quiet">${name}</span>`}`;

export function emailCell({ email, isVerified }: Pick<PersonRow, 'email' | 'isVerified'>, text: Text): Html {
  if (email === undefined) return html`–`;
  return html`<div class="broad">${breakable(email)}<span class="under quiet">${text(isVerified ? 'email_verified' : 'email_not_verified')}</span></div>`;
}

export const statusMark = ({ status }: Pick<PersonRow, 'status'>, text: Text): Html =>
  html`<span class="state ${status === 'active' ? 'active' : 'revoked'}">${text(`status_${status}`)}</span>`;

/** Providers have names of their own. */
export const sourceName = (source: string, text: Text): string =>
  source === 'local' || source === 'http_api' ? text(`source_${source}`) : source;
