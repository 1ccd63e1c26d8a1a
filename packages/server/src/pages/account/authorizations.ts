import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { isMoreThan, type ListView, paging, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type AuthorizationCard, authorizationCards } from '../parts/authorization-card.ts';
import { emptyState } from '../parts/empty.ts';
import { textIn } from '../text/catalogue.ts';

const path = '/account/authorizations';
const sessionsPath = '/account/sessions';
const grantsPath = `${path}/grants`;
const revokePath = ({ id }: AuthorizationCard): string => `${path}/${id}/revoke`;

export type AuthorizationsModel = {
  /** Of this page of the list. */
  readonly cards: readonly AuthorizationCard[];
  readonly total: Total;
  readonly view: ListView;
};

/** Connected apps: one card for each, where it is connected, and how to take it back. product T-1 */
export function authorizationsPage({ cards, view, total }: AuthorizationsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const hasPlaces = cards.some(({ places }) => places.length > 0);
  const action =
    hasPlaces && html`<a class="button revoke" href="${sessionsPath}/revoke-all">${text('revoke_all')}</a>`;
  const content =
    cards.length === 0 && view.page === 1
      ? emptyState(icons.key, {
          title: text('authorizations_empty_title'),
          sentence: text('authorizations_empty'),
        })
      : html`${authorizationCards(cards, { frame, revokePath, sessionsPath, grantsPath })}
${isMoreThan(cards, total) && paging({ path, view, total, rows: cards }, { frame, text })}
<p><a href="${sessionsPath}">${text('sessions_all')}</a></p>`;
  const title = text('authorizations');
  const lead = text('authorizations_lead');
  return consoleLayout({ title, section: path, lead, action, content }, frame);
}
