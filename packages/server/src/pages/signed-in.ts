import type { Frame } from './frame.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { accountRow } from './parts/account.ts';
import { protectedFields } from './parts/form.ts';
import { momentIn, type Text, textIn } from './text/catalogue.ts';

export type SignedInModel = {
  /** The sign-in before this one, in epoch seconds; absent at the first. */
  readonly lastSignInAt?: number;
};

/** Where a person lands who signed in without an application waiting. */
export function signedInPage(model: SignedInModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('signed_in_title');
  const content = html`<form method="post" action="/logout" class="body">
${protectedFields(frame)}
<div class="lead"><h1>${title}</h1><p class="quiet">${text('signed_in_lead', { site: frame.siteName })}</p></div>
${frame.account && accountRow(frame.account, text)}
<p class="quiet">${lastSignIn(model, frame, text)}</p>
<button class="button" type="submit">${text('sign_out')}</button>
</form>`;
  return layout({ title, content }, frame);
}

function lastSignIn({ lastSignInAt }: SignedInModel, frame: Frame, text: Text): Html | string {
  if (lastSignInAt === undefined) return text('first_sign_in');
  const machine = new Date(lastSignInAt * 1000).toISOString();
  const time = html`<time datetime="${machine}">${momentIn(frame.locale, lastSignInAt)}</time>`;
  return text.rich('last_sign_in', { time });
}
