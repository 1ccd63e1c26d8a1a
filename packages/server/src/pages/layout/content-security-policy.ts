/**
 * Owns the security headers of every HTML answer.
 * Never sends them.
 */
import { createHash } from 'node:crypto';
import { webOrigin } from '@grantor/protocol';

/** The one inline event handler there is. OAuth 2.0 Form Post Response Mode §A */
export const AUTO_SUBMIT = 'javascript:document.forms[0].submit()';

/** The CSP source expression that allows exactly `AUTO_SUBMIT`. */
export const AUTO_SUBMIT_HASH = `'sha256-${createHash('sha256').update(AUTO_SUBMIT).digest('base64')}'`;

export type PolicyVariant =
  /** Sign-in, consent, errors …: a redirect to a client may follow, so there is no `form-action`. */
  | { readonly kind: 'flow' }
  /** Account and administration pages, whose forms only ever lead back here. */
  | { readonly kind: 'account' }
  | { readonly kind: 'form_post' }
  /** What pages of any site ask in a frame: it shows nothing and does nothing else (advanced.md LGO-4). */
  | { readonly kind: 'check_session' }
  /** The signed-out page and the front-channel logout addresses it loads. */
  | { readonly kind: 'signed_out'; readonly frames: readonly string[] };

const deniedFeatures = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'usb',
  'xr-spatial-tracking',
];

const permissionsPolicy = [
  ...deniedFeatures.map((feature) => `${feature}=()`),
  'publickey-credentials-create=(self)',
  'publickey-credentials-get=(self)',
].join(', ');

/** The value of `Content-Security-Policy` for one answer. */
export function contentSecurityPolicy(nonce: string, variant: PolicyVariant): string {
  if (variant.kind === 'check_session') {
    return `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  }
  const handlers = variant.kind === 'form_post' ? ` 'unsafe-hashes' ${AUTO_SUBMIT_HASH}` : ''; // protocol.md AZ-5
  const directives = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'${handlers}`,
    `style-src 'nonce-${nonce}' 'self'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'", // RFC 9700 §4.16
  ];
  if (variant.kind === 'account') directives.push("form-action 'self'"); // security.md B-3
  if (variant.kind === 'signed_out') directives.push(...frameSource(variant.frames));
  return directives.join('; ');
}

/** Every security header that belongs to HTML answers alone, CSP included. */
export function htmlHeaders(nonce: string, variant: PolicyVariant): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy(nonce, variant),
    ...(variant.kind === 'check_session' ? {} : { 'x-frame-options': 'DENY' }),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin', // security.md B-5
    'permissions-policy': permissionsPolicy,
    'cross-origin-resource-policy': variant.kind === 'check_session' ? 'cross-origin' : 'same-origin',
    ...(variant.kind === 'account' ? { 'cross-origin-opener-policy': 'same-origin' } : {}),
  };
}

// protocol.md LO-4: exactly the origins of the frames. Never text of a client: it could say a directive of its own
function frameSource(frames: readonly string[]): readonly string[] {
  const origins = new Set(frames.map(webOrigin).filter((origin) => origin !== null));
  return origins.size === 0 ? [] : [`frame-src ${[...origins].join(' ')}`];
}
