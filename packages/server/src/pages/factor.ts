import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks } from './parts/client.ts';
import { textField } from './parts/field.ts';
import { type HiddenFields, protectedFields } from './parts/form.ts';
import { againNotice, announcement } from './parts/notice.ts';
import { passkeyButton } from './parts/passkey.ts';
import { codeField } from './parts/totp.ts';
import { durationIn, type Text, textIn } from './text/catalogue.ts';

export type FactorState =
  | { readonly kind: 'fresh' | 'wrong' | 'passkey_failed' | 'stale' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

export type FactorModel = {
  readonly purpose: 'sign_in' | 'step_up' | 'confirm';
  readonly state: FactorState;
  readonly username: string;
  /** The field that is shown; none: a passkey is all there is. */
  readonly field: 'totp' | 'recovery' | 'none';
  /** Where the other ways are. */
  readonly others: {
    readonly totp?: string | undefined;
    readonly recovery?: string | undefined;
    readonly password?: string | undefined;
  };
  /** What the browser is told about the person's passkeys, as JSON; absent: there are none. */
  readonly passkey?: string | undefined;
  /** What the form carries along. */
  readonly fields: HiddenFields;
  readonly client?: ClientIdentity;
};

const leads = {
  sign_in: 'factor_lead',
  step_up: 'factor_step_up_lead',
  confirm: 'factor_confirm_lead',
} as const;

/** Asks for a second factor; posts to `/login/factor`. product F-6 */
export function factorPage(model: FactorModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text(model.purpose === 'confirm' ? 'reauthenticate_title' : 'factor_title');
  const content = html`${model.client && clientBand(model.client, text)}
<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text(leads[model.purpose])}</p></div>
${accountRow({ username: model.username }, text)}
${stateNotice(model, frame, text)}
<form method="post" action="/login/factor" class="fields">
${protectedFields(frame, model.fields)}
${fieldOf(model, text)}
${model.passkey !== undefined && passkeyButton({ label: text('passkey_use'), does: 'use', options: { json: model.passkey }, action: '/login/factor', ...(model.field === 'none' ? { look: 'primary' } : {}) }, text)}
</form>
${model.passkey !== undefined && model.field === 'none' && html`<noscript><p class="quiet">${text('passkey_script')}</p></noscript>`}
${otherWays(model, text)}
</div>
${model.client && clientLinks(model.client, text)}`;
  return layout({ title, content, passkeys: 'used' }, frame);
}

function stateNotice({ state, field }: FactorModel, frame: Frame, text: Text): Html | false {
  switch (state.kind) {
    case 'fresh':
      return false;
    case 'wrong':
      return field === 'none' && announcement('danger', 'failure', text('factor_recovery_wrong'));
    case 'passkey_failed':
      return announcement('danger', 'failure', text('passkey_failed'));
    case 'throttled': {
      const wait = durationIn(frame.locale, state.retryAfterSeconds);
      return announcement('warning', 'failure', text('throttled', { wait }));
    }
    case 'stale':
      return againNotice('stale', text);
  }
}

function fieldOf({ field, state }: FactorModel, text: Text): Html | false {
  if (field === 'none') return false;
  const isWrong = state.kind === 'wrong';
  const input =
    field === 'totp'
      ? codeField(text, { error: isWrong ? text('factor_wrong') : undefined, focus: 'first' })
      : textField({
          name: 'code',
          label: text('factor_recovery'),
          hint: text('factor_recovery_hint'),
          ...(isWrong ? { error: text('factor_recovery_wrong') } : {}),
          ...{ maxlength: 32, spelling: 'exact', required: true, focus: 'first' },
        });
  return html`${input}
<button class="button primary" type="submit">${text('factor_go_on')}</button>`;
}

function otherWays({ others }: FactorModel, text: Text): Html | false {
  const ways = [
    [others.totp, text('factor_use_app')],
    [others.recovery, text('factor_use_recovery')],
    [others.password, text('factor_use_password')],
  ].filter(([href]) => href !== undefined);
  return (
    ways.length > 0 &&
    html`<ul class="ways">${ways.map(([href, words]) => html`<li><a href="${href}">${words}</a></li>`)}</ul>`
  );
}
