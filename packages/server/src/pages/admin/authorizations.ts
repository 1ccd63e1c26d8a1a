import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { moment } from '../parts/moment.ts';
import { namesOf } from '../parts/names.ts';
import { textIn } from '../text/catalogue.ts';

export type AuthorizationRow = {
  /** The path that takes it back. */
  readonly revokePath: string;
  readonly person: { readonly path: string; readonly username: string };
  readonly client: { readonly path: string; readonly name: string };
  readonly scopes: readonly string[];
  /** Epoch seconds. */
  readonly since: number;
  readonly lastUsedAt?: number;
  readonly sessions: number;
};

export type EveryAuthorizationModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly AuthorizationRow[];
};

const path = '/admin/authorizations';

/** What everybody allowed. product §12.3 */
export function everyAuthorizationPage(model: EveryAuthorizationModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { view, total, rows } = model;
  const content = listing<AuthorizationRow>(
    {
      ...{ path, caption: text('every_authorization_title'), view, total, rows },
      name: ({ person }) =>
        html`<span class="cell-name">${icons.person}<a href="${person.path}">${person.username}</a></span>`,
      nameColumn: { label: text('user') },
      columns: [
        {
          label: text('client_one'),
          cell: ({ client }) => html`<a href="${client.path}">${client.name}</a>`,
        },
        {
          label: text('access'),
          cell: ({ scopes }) => namesOf(scopes),
        },
        { label: text('allowed_on'), cell: ({ since }) => moment(since, frame) },
        {
          label: text('last_used'),
          cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? text('unknown') : moment(lastUsedAt, frame)),
        },
        { label: text('client_sessions'), cell: ({ sessions }) => sessions },
      ],
      act: ({ revokePath, person, client }) =>
        html`<a class="button small revoke" href="${revokePath}">${text('revoke')}<span class="visually-hidden"> · ${client.name} · ${person.username}</span></a>`,
      searchLabel: text('every_authorization_search'),
      empty: {
        icon: icons.key,
        title: text('authorizations_empty_title'),
        sentence: text('every_authorization_empty'),
      },
    },
    frame,
  );
  const lead = text('every_authorization_lead');
  return consoleLayout({ title: text('every_authorization_title'), section: path, lead, content }, frame);
}
