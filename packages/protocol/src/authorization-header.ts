import { decodeFormComponent, decodeUtf8, hasControlCharacter } from './form-encoding.ts';

// RFC 9110 §11.4: credentials = auth-scheme [ 1*SP ( token68 / … ) ]
const credentials = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?: +([^ ].*))?$/;

/** The scheme in lower case and what follows it (empty when nothing does), or null when there is no scheme. */
export function parseAuthorization(header: string): { scheme: string; value: string } | null {
  const match = credentials.exec(header.trim());
  const scheme = match?.[1];
  return scheme === undefined ? null : { scheme: scheme.toLowerCase(), value: match?.[2] ?? '' };
}

export type BasicCredentials = {
  /** Form-decoded (RFC 6749 §2.3.1); as it came where it is no form encoding. */
  readonly user: string;
  readonly password: string;
  /** As they came (RFC 7617 §2): what many programs send of a `+` or a `%` (protocol.md CA-3). */
  readonly raw: { readonly user: string; readonly password: string };
};

/**
 * User and password of Basic credentials, in both of their readings (protocol.md CA-3). null for every defect: what is
 * wrong with them is nobody's business.
 */
export function parseBasic(value: string): BasicCredentials | null {
  const bytes = Buffer.from(value, 'base64');
  // RFC 4648 §3.2, §3.5: padding is required, other spellings of the same bytes are refused
  if (bytes.toString('base64') !== value) return null;
  const text = decodeUtf8(bytes);
  if (text === null) return null;
  const colon = text.indexOf(':');
  if (colon === -1 || hasControlCharacter(text)) return null;
  const raw = { user: text.slice(0, colon), password: text.slice(colon + 1) };
  return {
    user: decodeFormComponent(raw.user) ?? raw.user,
    password: decodeFormComponent(raw.password) ?? raw.password,
    raw,
  };
}

/** An access token and the scheme it came with (RFC 6750 §2.1, RFC 9449 §7.1); null: the header holds none. */
export function accessCredentials(
  header: string | undefined,
): { readonly scheme: 'bearer' | 'dpop'; readonly token: string } | null {
  const parsed = header === undefined ? null : parseAuthorization(header);
  if (parsed === null || parsed.value === '') return null;
  const { scheme, value: token } = parsed;
  return scheme === 'bearer' || scheme === 'dpop' ? { scheme, token } : null;
}

/**
 * The token of a Bearer header, or null when there is none (RFC 6750 §2.1). Its shape is left to
 * verification, so that a garbled token is answered `invalid_token` and not as if it were missing.
 */
export function bearerToken(header: string | undefined): string | null {
  const credentials = accessCredentials(header);
  return credentials?.scheme === 'bearer' ? credentials.token : null;
}
