import type { ConsoleFrame } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { textIn } from '../text/catalogue.ts';

export const noticeNames = ['new_browser', 'connections', 'apps', 'digest'] as const;
export type NoticeName = (typeof noticeNames)[number];

export type MailPanels = {
  /** Where messages go; null: nowhere. */
  readonly address: string | null;
  /** In the order they are shown; those that are not for this person are absent. */
  readonly choices: readonly { readonly name: NoticeName; readonly choice: 'wanted' | 'unwanted' }[];
  /** An address that is not confirmed. `asked`: a message with a code waits for it; null: there is none. */
  readonly unconfirmed: { readonly address: string; readonly standing: 'asked' | 'not_asked' } | null;
  /** The code that was typed was not right. */
  readonly fault?: 'wrong_code';
};

const path = '/account/profile';

/** How an address is confirmed (mail.md §2), and which notices the person wants (mail.md M-6). */
export const mailPanels = (model: MailPanels, frame: ConsoleFrame): Html =>
  html`${model.unconfirmed !== null && confirmation(model, model.unconfirmed, frame)}
${choices(model, frame)}`;

function confirmation(
  { fault }: MailPanels,
  { address, standing }: NonNullable<MailPanels['unconfirmed']>,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const again = html`<form method="post" action="${path}/send-verification" class="fields">${protectedFields(frame)}
<button class="button" type="submit">${text(standing === 'asked' ? 'confirm_address_send_again' : 'confirm_address_send')}</button></form>`;
  const lead = standing === 'asked' ? 'confirm_address_lead' : 'confirm_address_unsent';
  const error = fault === undefined ? undefined : text('problem_mail_code');
  return html`<section class="panel form" aria-labelledby="confirm-address"><h2 id="confirm-address">${text('confirm_address_title')}</h2>
<p class="quiet">${text(lead, { address })}</p>
${
  standing === 'asked' &&
  html`<form method="post" action="${path}/confirm-address" class="fields">${protectedFields(frame)}
${textField({ name: 'code', label: text('confirm_address_code'), error, inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: 20, spelling: 'exact', required: true })}
<button class="button even" type="submit">${text('confirm_address_submit')}</button></form>`
}
${again}</section>`;
}

function choices({ address, choices: shown }: MailPanels, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const where = address === null ? text('profile_mail_nowhere') : text('profile_mail_to', { address });
  return html`<form method="post" action="${path}/notices" class="panel form" aria-labelledby="messages"><h2 id="messages">${text('profile_mail')}</h2>
${protectedFields(frame)}
<p class="quiet">${where}</p>
${shown.map(({ name, choice }) => tick({ name, label: text(`notice_${name}`), checked: choice === 'wanted' }))}
<p class="quiet">${text('profile_mail_fixed')}</p>
<button class="button" type="submit">${text('notices_save')}</button>
</form>`;
}
