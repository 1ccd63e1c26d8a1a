import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Column, type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { breakable } from '../parts/breakable.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { moment } from '../parts/moment.ts';
import { textIn } from '../text/catalogue.ts';
import { peoplePath } from './people.ts';

export type BrowserSessionRow = {
  /** The path that ends it. */
  readonly endPath: string;
  readonly browser: BrowserName;
  readonly address?: string;
  /** Epoch seconds. */
  readonly since: number;
  readonly lastSeenAt: number;
  readonly person: { readonly path: string; readonly username: string };
  /** Whether it is the one that looks. */
  readonly isThis: boolean;
};

export type BrowserSessionsModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly BrowserSessionRow[];
  /** Whose they are; absent: everybody's. */
  readonly of?: { readonly path: string; readonly username: string };
};

const allPath = '/admin/sessions';

/** Where somebody, or anybody, is signed in, and how to end it. product §12.3 */
export function browserSessionsPage(model: BrowserSessionsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { of, view, total, rows } = model;
  const person: Column<BrowserSessionRow> = {
    label: text('user'),
    cell: (row) => html`<a href="${row.person.path}">${row.person.username}</a>`,
  };
  const title = of === undefined ? text('all_sessions') : text('user_sessions_title', { name: of.username });
  const content = listing<BrowserSessionRow>(
    {
      ...{ path: of === undefined ? allPath : `${of.path}/sessions`, caption: title, view, total, rows },
      name: ({ browser, isThis }) =>
        html`<span class="cell-name">${icons.browser}<span>${browserWords(browser, text)}</span></span>${isThis && html`<span class="cell-sub"><span class="state active">${text('this_browser')}</span></span>`}`,
      nameColumn: { label: text('browser') },
      columns: [
        ...(of === undefined ? [person] : []),
        {
          label: text('address'),
          cell: ({ address }) =>
            address === undefined ? text('unknown') : html`<code>${breakable(address)}</code>`,
        },
        { label: text('signed_in_since'), cell: ({ since }) => moment(since, frame) },
        { label: text('last_seen'), cell: ({ lastSeenAt }) => moment(lastSeenAt, frame) },
      ],
      act: ({ endPath, isThis, person: { username } }) =>
        !isThis &&
        html`<a class="button small revoke" href="${endPath}">${text('end_session')}<span class="visually-hidden"> · ${username}</span></a>`,
      ...(of === undefined ? { searchLabel: text('all_sessions_search') } : {}),
      empty: {
        icon: icons.browser,
        title: text('user_sessions_empty_title'),
        sentence: text('user_sessions_empty'),
      },
    },
    frame,
  );
  return of === undefined
    ? consoleLayout({ title, section: allPath, lead: text('all_sessions_lead'), content }, frame)
    : consoleLayout(
        { title, section: peoplePath, parent: { path: of.path, label: of.username }, content },
        frame,
      );
}
