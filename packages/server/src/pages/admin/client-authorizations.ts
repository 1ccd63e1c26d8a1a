import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type ListView, listing, type Total } from '../console/list.ts';
import { questionPage } from '../console/question.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { hiddenFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { namesOf } from '../parts/names.ts';
import { textIn } from '../text/catalogue.ts';

export type ClientAuthorizationRow = {
  readonly userId: string;
  readonly person: string;
  /** The page about them; absent: the application around this server has the people. */
  readonly path?: string;
  readonly scopes: readonly string[];
  /** Epoch seconds. */
  readonly since: number;
  readonly lastUsedAt?: number;
  readonly sessions: number;
};

export type ClientAuthorizationsModel = {
  readonly path: string;
  readonly name: string;
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly ClientAuthorizationRow[];
};

const section = '/admin/clients';

/** Who allowed the client what. product §12.3 */
export function clientAuthorizationsPage(model: ClientAuthorizationsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { view, total, rows } = model;
  const path = `${model.path}/authorizations`;
  const content = listing<ClientAuthorizationRow>(
    {
      ...{ path, caption: text('client_people'), view, total, rows },
      name: ({ path: page, person }) =>
        html`<span class="cell-name">${page === undefined ? html`<span>${person}</span>` : html`<a href="${page}">${person}</a>`}</span>`,
      nameColumn: { label: text('client_person') },
      columns: [
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
      act: ({ userId, person }) =>
        html`<a class="button small revoke" href="${model.path}/revoke-authorization?user=${userId}">${text('revoke')}<span class="visually-hidden"> · ${person}</span></a>`,
      searchLabel: text('people_search'),
      empty: {
        icon: icons.people,
        title: text('client_people_empty_title'),
        sentence: text('client_people_empty'),
      },
    },
    frame,
  );
  const parent = { path: model.path, label: model.name };
  return consoleLayout({ title: text('client_people'), section, parent, content }, frame);
}

export type AuthorizationQuestion = {
  readonly path: string;
  readonly name: string;
  readonly userId: string;
  readonly person: string;
};

export function authorizationQuestionPage(model: AuthorizationQuestion, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  return questionPage(
    {
      title: text('revoke_person_title', { person: model.person, client: model.name }),
      section,
      parent: { path: `${model.path}/authorizations`, label: model.name },
      consequence: text('revoke_person_consequence'),
      more: html`${hiddenFields({ user: model.userId })}`,
      action: `${model.path}/revoke-authorization`,
      verb: text('revoke'),
      back: `${model.path}/authorizations`,
    },
    frame,
  );
}
