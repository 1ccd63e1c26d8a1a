import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accountRow } from './parts/account.ts';
import { type HiddenFields, protectedFields } from './parts/form.ts';
import { againNotice, announcement } from './parts/notice.ts';
import { passkeyButton } from './parts/passkey.ts';
import { type TotpSetUp, totpFields } from './parts/totp.ts';
import { type Text, textIn } from './text/catalogue.ts';

export type EnrolModel = {
  readonly username: string;
  readonly state: 'fresh' | 'passkey_failed' | 'stale';
  /** null: only a passkey will do. */
  readonly totp: TotpSetUp | null;
  /** What the browser is told to make a passkey, as JSON; absent: there can be none here. */
  readonly passkey?: string | undefined;
  readonly fields: HiddenFields;
};

/** For whoever needs a second factor and has none; posts to `/login/enrol`. product F-1 */
export function enrolPage(model: EnrolModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('enrol_title');
  const { totp, passkey } = model;
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text(totp === null ? 'enrol_passkey_lead' : 'enrol_lead')}</p></div>
${accountRow({ username: model.username }, text)}
${stateNotice(model, text)}
${
  passkey !== undefined &&
  html`<form method="post" action="/login/enrol" class="fields">
${protectedFields(frame, model.fields)}
${passkeyButton({ label: text('passkey_make'), does: 'make', options: { json: passkey }, action: '/login/enrol', ...(totp === null ? { look: 'primary' } : {}) }, text)}
</form>
${totp === null && html`<noscript><p class="quiet">${text('passkey_script')}</p></noscript>`}`
}
${
  totp !== null &&
  html`<form method="post" action="/login/enrol" class="fields">
${protectedFields(frame, model.fields)}
<h2>${text('enrol_app')}</h2>
${totpFields(totp, text)}
<button class="button primary" type="submit">${text('factor_go_on')}</button>
</form>`
}
</div>`;
  return layout({ title, content, passkeys: 'used' }, frame);
}

function stateNotice({ state, totp }: EnrolModel, text: Text): Html | false {
  if (state === 'stale') return againNotice('stale', text);
  if (state === 'passkey_failed') return announcement('danger', 'failure', text('passkey_failed'));
  return totp?.state === 'expired' && announcement('info', 'failure', text('enrol_expired'));
}
