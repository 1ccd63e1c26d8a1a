import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import type { Html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type AuthorizationCard, authorizationCards } from '../parts/authorization-card.ts';
import { emptyState } from '../parts/empty.ts';
import { textIn } from '../text/catalogue.ts';

/** “What did I allow”: one card per application, and how to take it back. */
export function authorizationsPage(
  { cards }: { readonly cards: readonly AuthorizationCard[] },
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const content =
    cards.length === 0
      ? emptyState(icons.key, {
          title: text('authorizations_empty_title'),
          sentence: text('authorizations_empty'),
        })
      : authorizationCards(cards, { frame, revokePath: ({ id }) => `/account/authorizations/${id}/revoke` });
  const title = text('authorizations');
  const lead = text('authorizations_lead');
  return consoleLayout({ title, section: '/account/authorizations', lead, content }, frame);
}
