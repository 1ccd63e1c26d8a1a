import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import { type FieldFault, faultWords } from './parts/fault.ts';
import { textField } from './parts/field.ts';
import { type HiddenFields, protectedFields } from './parts/form.ts';
import { type Again, againNotice, announcement } from './parts/notice.ts';
import { newPasswordField } from './parts/password.ts';
import { type PlainKey, textIn } from './text/catalogue.ts';

export type SignUpModel = {
  /** What waits behind it. */
  readonly fields: HiddenFields;
  readonly entered: { readonly name: string; readonly email: string };
  readonly faults: {
    readonly name?: FieldFault;
    readonly email?: FieldFault;
    readonly password?: FieldFault;
  };
  /** Fewest characters of a password. */
  readonly least: number;
  readonly again?: Again;
};

/** Asks for what an account begins with (mail.md M-7). */
export function signUpPage({ fields, entered, faults, least, again }: SignUpModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('sign_up_title');
  const wrong = (fault: FieldFault | undefined) =>
    fault === undefined ? undefined : faultWords(fault, text);
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text('sign_up_form_lead')}</p></div>
${againNotice(again, text)}
<form method="post" action="/sign-up" class="fields">
${protectedFields(frame, fields)}
${textField({ name: 'name', label: text('sign_up_name'), value: entered.name, error: wrong(faults.name), autocomplete: 'name', maxlength: 128, required: true })}
${textField({ name: 'email', label: text('field_email'), value: entered.email, error: wrong(faults.email), type: 'email', autocomplete: 'email', spelling: 'exact', required: true })}
${newPasswordField({ name: 'password', label: text('sign_up_password'), error: wrong(faults.password), least, required: true }, text)}
<div class="visually-hidden" aria-hidden="true"><label for="website">${text('sign_up_empty')}</label><input id="website" name="website" type="text" value="" tabindex="-1" autocomplete="off"></div>
<button class="button primary" type="submit">${text('sign_up_send')}</button>
</form>
<p class="quiet centred"><a href="/login">${text('login_title')}</a></p>
</div>`;
  return layout({ title, content }, frame);
}

export type SignUpQuestion = {
  /** The path of the link. */
  readonly path: string;
  readonly name: string;
  readonly address: string;
  /** `password`: whoever opened it shows that they signed up. */
  readonly asks: 'click' | 'password';
  readonly fault?: 'wrong_password';
  readonly again?: Again;
};

/** What is made by following the link. */
export function signUpQuestionPage(model: SignUpQuestion, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { path, name, address, asks, fault, again } = model;
  const title = text('sign_up_confirm_title');
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text('sign_up_confirm_lead', { site: frame.siteName, name, address })}</p></div>
${againNotice(again, text)}
${fault !== undefined && announcement('danger', 'failure', text('sign_up_wrong_password'))}
<form method="post" action="${path}" class="fields">
${protectedFields(frame)}
${
  asks === 'password' &&
  html`<p class="quiet">${text('sign_up_confirm_password')}</p>
${textField({ name: 'password', label: text('sign_up_password'), type: 'password', autocomplete: 'current-password', maxlength: 1024, required: true, focus: 'first' })}`
}
<button class="button primary" type="submit">${text('sign_up_button')}</button>
</form>
</div>`;
  return layout({ title, content }, frame);
}

/** The same whoever has the address, and whether anybody has (mail.md M-5). */
export const signUpSentPage = (frame: Frame): Html => told('sign_up_sent_title', 'sign_up_sent', frame);

export const signUpWaitsPage = (frame: Frame): Html => told('sign_up_waits_title', 'sign_up_waits', frame);

function told(titled: PlainKey, said: PlainKey, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text(titled);
  const content = html`<div class="body outcome">
<span class="medal neutral">${icons.clock}</span>
<div class="lead"><h1>${title}</h1><p class="quiet">${text(said)}</p></div>
<a class="button" href="/login">${text('login_title')}</a></div>`;
  return layout({ title, content }, frame);
}
