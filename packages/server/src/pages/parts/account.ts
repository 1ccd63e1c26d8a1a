/** Owns how the signed-in person is shown. */
import type { SignedInAccount } from '../layout/frame.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';
import { monogram } from './client.ts';

/** A row with the person's name and, at its end, what can be done about it. */
export function accountRow(account: SignedInAccount, text: Text, action?: Fragment): Html {
  const name = account.name ?? account.username;
  const beside = account.email ?? account.username;
  // Shortened to one line by the stylesheet: the whole is in the text, and in the title for who points at it
  return html`<div class="account">
<span class="tile tile-round" aria-hidden="true">${monogram(name)}</span>
<div class="account-words">
<p class="quiet">${text('account')}</p>
<p class="account-name" title="${name}">${name}</p>
${account.name !== undefined && html`<p class="quiet" title="${beside}">${beside}</p>`}
</div>
${action}
</div>`;
}
