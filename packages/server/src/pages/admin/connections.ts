import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Column, type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { moment } from '../parts/moment.ts';
import { type ProviderChoice, providerMark } from '../parts/provider.ts';
import { textIn } from '../text/catalogue.ts';
import { peoplePath } from './people.ts';

export type PersonsConnectionRow = {
  /** The path that ends it. */
  readonly endPath: string;
  readonly person: { readonly path: string; readonly username: string };
  readonly provider: ProviderChoice;
  /** What the person is called there; absent: the provider did not say. */
  readonly account?: string;
  /** Epoch seconds. */
  readonly since: number;
  /** Absent: nobody signs in with it, another issuer vouches for the person. */
  readonly lastUsedAt?: number;
};

export type EveryConnectionModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly PersonsConnectionRow[];
  /** By which the list can be narrowed. */
  readonly providers: readonly ProviderChoice[];
  /** Whose they are; absent: everybody's. */
  readonly of?: { readonly path: string; readonly username: string };
};

export const everyConnectionPath = '/admin/connections';

/** What somebody, or anybody, signs in with at other providers, and how to end it. product §12.3 */
export function everyConnectionPage(model: EveryConnectionModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { of, view, total, rows } = model;
  const person: Column<PersonsConnectionRow> = {
    label: text('user'),
    cell: (row) => html`<a href="${row.person.path}">${row.person.username}</a>`,
  };
  const title =
    of === undefined ? text('every_connection_title') : text('user_connections_title', { name: of.username });
  const content = listing<PersonsConnectionRow>(
    {
      path: of === undefined ? everyConnectionPath : `${of.path}/connections`,
      ...{ caption: title, view, total, rows },
      name: ({ provider }) =>
        html`<span class="cell-name">${providerMark(provider.mark)}<span>${provider.label}</span></span>`,
      nameColumn: { label: text('connection_provider') },
      columns: [
        ...(of === undefined ? [person] : []),
        { label: text('connection_account'), cell: ({ account }) => account ?? text('unknown') },
        { label: text('connected_since'), cell: ({ since }) => moment(since, frame) },
        { label: text('last_used'), cell: (row) => lastUse(row, frame) },
      ],
      act: ({ endPath, provider, person: { username } }) =>
        html`<a class="button small revoke" href="${endPath}">${text('disconnect')}<span class="visually-hidden"> · ${provider.label} · ${username}</span></a>`,
      ...(of === undefined ? narrowing(model, frame) : {}),
      empty: {
        icon: icons.globe,
        title: text('every_connection_empty_title'),
        sentence: text('every_connection_empty'),
      },
    },
    frame,
  );
  if (of === undefined)
    return consoleLayout(
      { title, section: everyConnectionPath, lead: text('every_connection_lead'), content },
      frame,
    );
  const parent = { path: of.path, label: of.username };
  return consoleLayout({ title, section: peoplePath, parent, content }, frame);
}

const lastUse = ({ lastUsedAt }: PersonsConnectionRow, frame: ConsoleFrame): Html | string =>
  lastUsedAt === undefined ? textIn(frame.locale)('unknown') : moment(lastUsedAt, frame);

function narrowing({ providers }: EveryConnectionModel, { locale }: ConsoleFrame) {
  const text = textIn(locale);
  const options = providers.map(({ name, label }) => ({ value: name, label }));
  return {
    searchLabel: text('all_sessions_search'),
    filters: [{ name: 'provider', label: text('connection_provider'), options }],
  };
}
