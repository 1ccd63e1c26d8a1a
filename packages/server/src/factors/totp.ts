/** Codes of authenticator apps (RFC 6238): SHA-1, six digits, 30 seconds, one step of tolerance (product.md F-2). */

import { type Instant, Secret } from '@grantor/protocol';
import { Secret as OtpSecret, TOTP } from 'otpauth';

/** Whom the code of an app is for, as the app shows it. */
export type TotpLabel = { readonly issuer: string; readonly account: string };

const period = 30;
const tolerance = 1;
const secretBytes = 20; // RFC 4226 §4 R6: 160 bits

const generator = (secret: Secret, label: TotpLabel = { issuer: '', account: '' }): TOTP =>
  new TOTP({
    issuer: label.issuer,
    label: label.account,
    algorithm: 'SHA1',
    digits: 6,
    period,
    secret: OtpSecret.fromBase32(secret.reveal()),
  });

/** A secret in base32, as people type it into an app. */
export const newTotpSecret = (): Secret => Secret.of(new OtpSecret({ size: secretBytes }).base32);

/** What the QR code holds: the form that every app reads. */
export const totpUri = (secret: Secret, label: TotpLabel): string =>
  // A colon would part issuer and account
  generator(secret, {
    issuer: label.issuer.replaceAll(':', ' '),
    account: label.account.replaceAll(':', ' '),
  }).toString();

/** The time step that the code is of; null: of none near `now`. */
export function totpStep(secret: Secret, code: string, now: Instant): number | null {
  const digits = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(digits)) return null;
  const delta = generator(secret).validate({ token: digits, timestamp: now, window: tolerance });
  return delta === null ? null : Math.floor(now / 1000 / period) + delta;
}

/** The code of the step that `now` is in. */
export const totpCode = (secret: Secret, now: Instant): string =>
  generator(secret).generate({ timestamp: now });
