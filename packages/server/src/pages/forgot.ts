import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import { type FieldFault, faultWords } from './parts/fault.ts';
import { textField } from './parts/field.ts';
import { protectedFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { textIn } from './text/catalogue.ts';

export type ForgotModel = {
  readonly entered: string;
  readonly fault?: FieldFault;
  readonly again?: Again;
};

/** Asks where to send a link to set a new password. */
export function forgotPage({ entered, fault, again }: ForgotModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('forgot_title');
  const error = fault === undefined ? undefined : faultWords(fault, text);
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text('forgot_lead')}</p></div>
${againNotice(again, text)}
<form method="post" action="/login/forgot" class="fields">
${protectedFields(frame)}
${textField({ name: 'email', label: text('field_email'), value: entered, error, type: 'email', spelling: 'exact', required: true })}
<button class="button primary" type="submit">${text('forgot_submit')}</button>
</form>
<p class="quiet centred"><a href="/login">${text('login_title')}</a></p>
</div>`;
  return layout({ title, content }, frame);
}

/** The same whoever has the address, and whether anybody has (mail.md M-5). */
export function forgotSentPage(frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('forgot_sent_title');
  const content = html`<div class="body outcome">
<span class="medal neutral">${icons.clock}</span>
<div class="lead"><h1>${title}</h1><p class="quiet">${text('forgot_sent')}</p></div>
<p class="quiet">${text('forgot_nothing')}</p>
<a class="button" href="/login">${text('login_title')}</a></div>`;
  return layout({ title, content }, frame);
}
