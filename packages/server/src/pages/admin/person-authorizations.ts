import type { AuthorizationsModel } from '../account/authorizations.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { isMoreThan, paging } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type AuthorizationCard, authorizationCards } from '../parts/authorization-card.ts';
import { emptyState } from '../parts/empty.ts';
import { textIn } from '../text/catalogue.ts';
import { peoplePath } from './people.ts';

export type PersonAuthorizationsModel = {
  readonly username: string;
  /** The page about them. */
  readonly path: string;
} & AuthorizationsModel;

/** What somebody allowed, as they see it themselves. product §12.3 */
export function personAuthorizationsPage(
  { username, path, cards, view, total }: PersonAuthorizationsModel,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const revokePath = ({ id }: AuthorizationCard) => `${path}/authorizations/${id}/revoke`;
  const content =
    cards.length === 0 && view.page === 1
      ? emptyState(icons.key, {
          title: text('authorizations_empty_title'),
          sentence: text('user_authorizations_empty'),
        })
      : html`${authorizationCards(cards, { frame, revokePath })}
${isMoreThan(cards, total) && paging({ path: `${path}/authorizations`, view, total, rows: cards }, { frame, text })}`;
  const title = text('user_authorizations_title', { name: username });
  const parent = { path, label: username };
  return consoleLayout({ title, section: peoplePath, parent, content }, frame);
}
