/** Owns how an authenticator app is set up: code to scan, key to type, first code to enter. product F-2 */
import { type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';
import { textField } from './field.ts';
import { hiddenFields } from './form.ts';
import { qrCode } from './qr-code.ts';

export type TotpSetUp = {
  /** What the QR code holds. */
  readonly uri: string;
  /** Base32. */
  readonly secret: string;
  /** The same, as only the server can read it: comes back with the form. */
  readonly sealed: string;
  readonly state: 'fresh' | 'wrong' | 'expired';
};

export const totpFields = (setUp: TotpSetUp, text: Text): Html => html`<p>${text('enrol_scan')}</p>
${qrCode(setUp.uri, text('enrol_qr'))}
<p class="quiet">${text('enrol_secret')}<br><code class="secret">${setUp.secret.replace(/.{4}(?=.)/g, '$& ')}</code></p>
${hiddenFields({ sealed: setUp.sealed })}
${codeField(text, { error: setUp.state === 'wrong' ? text('enrol_wrong') : undefined })}`;

type CodeField = { readonly error?: string | undefined; readonly focus?: 'first' };

/** The code of an authenticator app. */
export const codeField = (text: Text, { error, focus }: CodeField): Html =>
  textField({
    ...{ name: 'code', label: text('factor_code'), hint: text('factor_code_hint'), error },
    ...{ autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 16, spelling: 'exact' },
    ...(focus === undefined ? {} : { focus }),
    required: true,
  });
