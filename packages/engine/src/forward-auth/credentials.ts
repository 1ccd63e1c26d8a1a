/** The token of the original request (RFC 6750 §2, resource.md §2). */

import { OAuthError, parseAuthorization } from '@grantor/protocol';
import type { VerifyRequest } from './request.ts';

export type Credentials = { readonly scheme: 'bearer' | 'dpop'; readonly token: string };

/** The longest token, in characters (resource.md §2). */
const tokenLimit = 16_384;
// RFC 6750 §2.1
const b64token = /^[A-Za-z0-9._~+/-]+=*$/;

/** Whether the request speaks DPoP: then so does every answer to it (resource.md §6). */
export const speaksDpop = ({ authorization }: VerifyRequest): boolean =>
  authorization !== undefined && parseAuthorization(authorization)?.scheme === 'dpop';

/**
 * The token presented, or null when there is none: then a browser's cookie may speak. Throws
 * `invalid_request` where two are, and `invalid_token` for one that cannot be a token.
 */
export function readCredentials({ authorization, original }: VerifyRequest): Credentials | null {
  if (authorization === undefined) return null;
  const parsed = parseAuthorization(authorization);
  // Several headers arrive joined by commas
  if (/,\s*(?:bearer|dpop)\b/i.test(authorization)) throw repeated();
  if (parsed?.scheme !== 'bearer' && parsed?.scheme !== 'dpop') return null;
  const { scheme, value: token } = parsed;
  if (token === '') return null;
  if (token.includes(',')) throw repeated();
  // RFC 6750 §2: not more than one method
  if (original?.url.searchParams.has('access_token') === true) throw repeated();
  if (token.length > tokenLimit || !b64token.test(token)) throw unfit('it is no token');
  return { scheme, token };
}

const repeated = (): OAuthError =>
  new OAuthError('invalid_request', 'The access token is sent more than once.');

/** Whatever is wrong with a token, its holder reads one sentence (resource.md §6). */
export const unfit = (detail: string): OAuthError =>
  new OAuthError('invalid_token', 'The access token is not valid for this resource', { detail });

export const expired = (): OAuthError => new OAuthError('invalid_token', 'The access token expired');
