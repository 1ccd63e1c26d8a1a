import { assertNever } from '@grantor/protocol';
import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accountRow } from './parts/account.ts';
import { deviceDecisionPath } from './parts/device.ts';
import { protectedFields } from './parts/form.ts';
import { againNotice, announcement } from './parts/notice.ts';
import { durationIn, type Text, textIn } from './text/catalogue.ts';

export type DeviceModel = {
  readonly state:
    | { readonly kind: 'fresh' }
    /** One text for unknown, used, decided and expired codes. protocol.md DV-3 */
    | { readonly kind: 'invalid' }
    /** Entered in a form that was out of date. product S-7 */
    | { readonly kind: 'stale' }
    | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };
  /** From the link of the device; never submitted by itself. protocol.md DV-4 */
  readonly prefilledCode?: string;
};

/** The page where a device's code is entered; posts `user_code` to `/device/verify`. */
export function devicePage(model: DeviceModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('device_title');
  const fault =
    model.state.kind === 'invalid'
      ? html` aria-invalid="true" aria-describedby="failure code_hint"`
      : html` aria-describedby="code_hint"`;
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text('device_lead')}</p></div>
${stateNotice(model, frame, text)}
<form method="post" action="${deviceDecisionPath}" class="fields">
${protectedFields(frame)}
<div class="field"><label for="user_code">${text('device_code')}</label>
<input id="user_code" class="code" name="user_code" type="text" value="${model.prefilledCode ?? ''}" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="64" required autofocus data-user-code${fault}>
<p class="quiet" id="code_hint">${text('device_code_hint')}</p></div>
<button class="button primary" type="submit">${text('continue')}</button>
</form>
${frame.account && accountRow(frame.account, text)}
</div>`;
  return layout({ title, content }, frame);
}

function stateNotice({ state }: DeviceModel, frame: Frame, text: Text): Html | false {
  switch (state.kind) {
    case 'fresh':
      return false;
    case 'invalid':
      return announcement('danger', 'failure', text('device_invalid'));
    case 'stale':
      return againNotice('stale', text);
    case 'throttled': {
      const wait = durationIn(frame.locale, state.retryAfterSeconds);
      return announcement('warning', 'failure', text('throttled', { wait }));
    }
    default:
      return assertNever(state);
  }
}
