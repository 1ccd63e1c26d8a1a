import { undo, warning } from './consent.ts';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import { accessList, type RequestedAccess } from './parts/access.ts';
import { type ClientIdentity, clientBand, clientLinks, returnName } from './parts/client.ts';
import { hiddenFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { revealButton } from './parts/password.ts';
import { type Text, textIn } from './text/catalogue.ts';

export type OnePageModel = {
  readonly client: ClientIdentity;
  /** What anybody would be asked who signs in here. */
  readonly access: RequestedAccess;
  /** The request, and the digest of all that is shown. */
  readonly ticket: string;
  readonly loginId: string;
  readonly again?: Again;
};

/**
 * Who asks for what, and who signs in to allow it, on one page and in one form, which whoever wrote for such a server
 * finds by its fields; posts to `/api/authorization/decision`. federation-vci-authlete.md ATL-9
 */
export function onePage(model: OnePageModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { client, access, ticket } = model;
  const title = text('consent_title', { client: client.name });
  const content = html`${clientBand(client, text)}
<form method="post" action="/api/authorization/decision" class="body">
${hiddenFields({ ticket })}
<h1>${title}</h1>
${againNotice(model.again, text)}
${warning(client, text)}
${accessList(access, { text, locale: frame.locale })}
<div class="fields">
${nameField(model, text)}
${passwordField(text)}
</div>
<p class="return">${text.rich('return_to', { host: returnName(client.destination, text) })}</p>
${decision(text)}
<p class="quiet centred">${undo(text)}</p>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}

const nameField = ({ loginId }: OnePageModel, text: Text): Html =>
  html`<div class="field"><label for="loginId">${text('username')}</label>
<input id="loginId" name="loginId" type="text" value="${loginId}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="256" required></div>`;

const passwordField = (text: Text): Html =>
  html`<div class="field"><label for="password">${text('password')}</label>
<div class="joined"><input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required>
${revealButton('password', text)}</div></div>`;

/** Allow is first, since that is what the Enter key in a field presses; whoever says no fills in nothing. */
const decision = (text: Text): Html => html`<div class="pair">
<button class="button even" type="submit" name="authorized" value="true">${icons.check}${text('allow')}</button>
<button class="button even" type="submit" name="authorized" value="false" formnovalidate>${icons.cross}${text('deny')}</button>
</div>`;
