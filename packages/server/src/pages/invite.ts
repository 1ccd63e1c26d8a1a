import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import { accountRow } from './parts/account.ts';
import { type FieldFault, faultWords } from './parts/fault.ts';
import { protectedFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { newPasswordField } from './parts/password.ts';
import { textIn } from './text/catalogue.ts';

export type InviteModel = {
  /** The path of the link. */
  readonly path: string;
  readonly username: string;
  /** Least characters of a password. */
  readonly least: number;
  readonly fault?: FieldFault;
  readonly again?: Again;
};

/** Whoever holds the link sets the password. product §12.1 /invite */
export function invitePage({ path, username, least, fault, again }: InviteModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('invite_title');
  const error = fault === undefined ? undefined : faultWords(fault, text);
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text('invite_lead', { site: frame.siteName })}</p></div>
${againNotice(again, text)}
<form method="post" action="${path}" class="fields">
${protectedFields(frame)}
${accountRow({ username }, text)}
<input type="text" name="username" value="${username}" autocomplete="username" class="visually-hidden" aria-label="${text('username')}" tabindex="-1" readonly>
${newPasswordField({ name: 'password', label: text('new_password'), error, least, required: true, focus: true }, text)}
<button class="button primary" type="submit">${text('set_password')}</button>
</form>
</div>`;
  return layout({ title, content }, frame);
}

/** One page for used, expired and unknown links: nobody learns which it was. */
export function inviteUnusablePage(frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('invite_unusable_title');
  const content = html`<div class="body outcome">
<span class="medal neutral">${icons.clock}</span>
<div class="lead"><h1>${title}</h1><p class="quiet">${text('invite_unusable')}</p></div>
<a class="button" href="/login">${text('login_title')}</a></div>`;
  return layout({ title, content }, frame);
}
