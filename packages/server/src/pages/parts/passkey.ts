/** Owns the button that talks to a passkey. It is there with JavaScript only, which fills in and posts its form. */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import type { Text } from '../text/catalogue.ts';

export type PasskeyButton = {
  readonly label: string;
  readonly does: 'use' | 'make';
  /** What the browser is told, as JSON; or the path that says so. */
  readonly options: { readonly json: string } | { readonly path: string };
  /** Where the answer is posted. */
  readonly action: string;
  /** Offers passkeys where the user name is typed, too. */
  readonly autofill?: 'offered';
  readonly look?: 'primary';
};

export function passkeyButton(button: PasskeyButton, text: Text): Html {
  const { label, does, options, action, autofill, look } = button;
  const told: Fragment =
    'json' in options ? html` data-options="${options.json}"` : html` data-options-path="${options.path}"`;
  return html`<div class="passkey"><input type="hidden" name="credential" value="">
<button class="button${look === 'primary' && ' primary'}" type="button" data-passkey="${does}" data-action="${action}"${told}${autofill !== undefined && html` data-autofill`} hidden>${icons.key}${label}</button>
<p class="field-error" role="alert" data-passkey-failure hidden>${text('passkey_stopped')}</p></div>`;
}
