import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { type ClientIdentity, clientBand, clientLinks } from './parts/client.ts';
import { type FieldFault, faultWords } from './parts/fault.ts';
import { textField } from './parts/field.ts';
import { type HiddenFields, protectedFields } from './parts/form.ts';
import { type Again, againNotice, announcement } from './parts/notice.ts';
import { textIn } from './text/catalogue.ts';

/** What both pages carry along: what waits behind the sign-in, and what it was begun with. */
type Carried = {
  readonly fields: HiddenFields;
  readonly again?: Again;
  readonly client?: ClientIdentity;
};

export type EmailCodeModel =
  | (Carried & { readonly step: 'ask'; readonly entered: string; readonly fault?: FieldFault })
  | (Carried & {
      readonly step: 'enter';
      readonly address: string;
      /** Names the code to this browser. */
      readonly id: string;
      readonly state: 'sent' | 'wrong';
    });

/** Where to send a code to, then the code: the same whoever has the address, and whether anybody has (mail.md M-8). */
export function emailCodePage(model: EmailCodeModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('email_code_title');
  const content = html`${model.client && clientBand(model.client, text)}
<div class="body">
${model.step === 'ask' ? askForm(model, frame) : enterForm(model, frame)}
<p class="quiet centred"><a href="/login${backTo(model.fields)}">${text('provider_other_way')}</a></p>
</div>
${model.client && clientLinks(model.client, text)}`;
  return layout({ title, content }, frame);
}

function askForm(
  { fields, entered, fault, again }: Extract<EmailCodeModel, { step: 'ask' }>,
  frame: Frame,
): Html {
  const text = textIn(frame.locale);
  const error = fault === undefined ? undefined : faultWords(fault, text);
  return html`<div class="lead"><h1>${text('email_code_title')}</h1><p class="quiet">${text('email_code_lead')}</p></div>
${againNotice(again, text)}
<form method="post" action="/login/code" class="fields">
${protectedFields(frame, fields)}
${textField({ name: 'email', label: text('field_email'), value: entered, error, type: 'email', autocomplete: 'email', spelling: 'exact', required: true, focus: 'first' })}
<button class="button primary" type="submit">${text('email_code_send')}</button>
</form>`;
}

function enterForm(
  { fields, address, id, state, again }: Extract<EmailCodeModel, { step: 'enter' }>,
  frame: Frame,
): Html {
  const text = textIn(frame.locale);
  const label = text('confirm_address_code');
  return html`<div class="lead"><h1>${text('email_code_title')}</h1><p class="quiet">${text('email_code_sent', { address })}</p></div>
${againNotice(again, text)}
${state === 'wrong' && announcement('danger', 'failure', text('email_code_wrong'))}
<form method="post" action="/login/code" class="fields">
${protectedFields(frame, { ...fields, email: address, id })}
${textField({ name: 'code', label, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 20, spelling: 'exact', required: true, focus: 'first' })}
<button class="button primary" type="submit">${text('login_title')}</button>
</form>
<form method="post" action="/login/code" class="fields">
${protectedFields(frame, { ...fields, email: address })}
<button class="button" type="submit">${text('email_code_another')}</button>
</form>`;
}

/** The sign-in page of what waits. */
function backTo({ flow, redirect }: HiddenFields): string {
  const given = flow === undefined ? { redirect } : { flow };
  const [[name, value] = ['', undefined]] = Object.entries(given);
  return value === undefined ? '' : `?${new URLSearchParams({ [name]: value })}`;
}
