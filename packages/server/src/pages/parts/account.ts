/** Owns how the signed-in person is shown. */
import type { SignedInAccount } from '../layout/frame.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';
import { monogram } from './client.ts';

/** A row with the person's name and, at its end, what can be done about it. */
export function accountRow(account: SignedInAccount, text: Text, action?: Fragment): Html {
  return html`<div class="account">
<span class="tile tile-round" aria-hidden="true">${monogram(account.name ?? account.username)}</span>
<div class="account-words">
<p class="quiet">${text('account')}</p>
<p class="account-name">${account.name ?? account.username}</p>
${account.name !== undefined && html`<p class="quiet">${account.email ?? account.username}</p>`}
</div>
${action}
</div>`;
}
