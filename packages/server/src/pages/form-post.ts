import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, hostOf, html, safeHref } from './markup/html.ts';
import { type HiddenFields, hiddenFields } from './parts/form.ts';
import { textIn } from './text/catalogue.ts';

export type FormPostModel = {
  readonly redirectUri: string;
  /** The parameters of the authorization response, error or success. */
  readonly parameters: HiddenFields;
};

/**
 * Carries an authorization response to the client as a form that submits itself; the button works without
 * JavaScript. Throws for a redirect URI no form can reach. OAuth 2.0 Form Post Response Mode §2, protocol.md AZ-5
 */
export function formPostPage(model: FormPostModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('form_post_title');
  const address = safeHref(model.redirectUri);
  if (address === undefined) throw new Error('form_post needs an http or https redirect URI');
  const host = html`<strong>${hostOf(address)}</strong>`;
  const content = html`<form method="post" action="${address}" class="body outcome">
${hiddenFields(model.parameters)}
<div class="lead"><h1>${title}</h1><p>${text.rich('form_post_lead', { host })}</p></div>
<button class="button primary" type="submit">${text('continue')}</button>
</form>`;
  return layout({ title, content, onload: 'submit' }, frame);
}
