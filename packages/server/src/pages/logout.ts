import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html, ownPath } from './markup/html.ts';
import { accountRow } from './parts/account.ts';
import { destinationOf, returnName } from './parts/client.ts';
import { type HiddenFields, protectedFields } from './parts/form.ts';
import { type Again, againNotice, notice } from './parts/notice.ts';
import { type Text, textIn } from './text/catalogue.ts';

export type LogoutModel = {
  /** The path of this server that ends the session. */
  readonly action: string;
  readonly fields: HiddenFields;
  /** The application that asks for it. */
  readonly clientName?: string;
  readonly wayBack: LogoutWayBack;
  readonly again?: Again;
  /** The path of this server for those who change their mind; null: there is none. */
  readonly stayPath?: string | null;
};

/** Where the person goes after signing out, and where not and why. protocol.md LO-1 */
export type LogoutWayBack =
  | { readonly kind: 'none' }
  | { readonly kind: 'returns'; readonly uri: string }
  | { readonly kind: 'refused'; readonly uri: string; readonly reason: 'unregistered' | 'no_hint' };

/** Asks before a sign-out that this browser's owner may not have wanted. protocol.md LO-1, LO-2 */
export function logoutPage(model: LogoutModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('logout_title');
  const client = model.clientName !== undefined && html`<strong>${model.clientName}</strong>`;
  const content = html`<form method="post" action="${ownPath(model.action) ?? '/logout'}" class="body">
${protectedFields(frame, model.fields)}
<div class="lead"><h1>${title}</h1>
<p class="quiet">${client && text.rich('logout_client', { client })} ${text('logout_lead', { site: frame.siteName })}</p></div>
${againNotice(model.again, text)}
${wayBack(model, text)}
${frame.account && accountRow(frame.account, text)}
<div class="stack">
<button class="button primary" type="submit">${text('sign_out')}</button>
${model.stayPath !== null && html`<a class="button" href="${ownPath(model.stayPath) ?? '/'}">${text('stay')}</a>`}
</div>
</form>`;
  return layout({ title, content }, frame);
}

function wayBack({ wayBack: way, clientName }: LogoutModel, text: Text): Html | false {
  switch (way.kind) {
    case 'none':
      return false;
    case 'returns':
      return html`<p class="return">${text.rich('return_to', { host: returnName(destinationOf(way.uri), text) })}</p>`;
    case 'refused': {
      const address = html`<code class="address">${way.uri}</code>`;
      if (way.reason === 'no_hint' || clientName === undefined) {
        return notice('warning', text.rich('logout_unproven', { address }));
      }
      const client = html`<strong>${clientName}</strong>`;
      return notice('warning', text.rich('logout_unregistered', { address, client }));
    }
  }
}
