/**
 * Telling our own JWTs apart. One key may sign all of them, and the type in the header alone does not decide:
 * an access token may bear the plain one where its resource knows no other (RFC 8725 §3.11, protocol.md TO-5).
 */

import { accessTokenType } from '@grantor/protocol';
import type { VerifiedJwt } from '../ports/ports.ts';

/** What stands in every access token and in no ID token (RFC 9068 §2.2). */
const ofAccessTokens = ['client_id', 'jti'];
/** What binds an ID token to its request and its session (OpenID Connect Core §2). */
const ofIdTokens = ['nonce', 'at_hash', 'c_hash', 'sid'];

/**
 * Required of every ID token, and in no userinfo answer (OpenID Connect Core §2, §5.3.2): claims of people cannot bear
 * these names (security.md T-8).
 */
const timesOfIdTokens = ['exp', 'iat'];

/** Whether it is of that kind; what every access token has to say is asked for where its claims are read. */
export const isAccessToken = ({ header, claims }: VerifiedJwt): boolean => {
  const typ = header.typ?.toLowerCase();
  if (typ === accessTokenType) return true;
  return typ === 'jwt' && !hasAny(claims, ofIdTokens);
};

/** An ID token of ours says nothing of its type. Neither does a signed userinfo answer, which has no times. */
export const isIdToken = ({ header, claims }: VerifiedJwt): boolean =>
  (header.typ === null || header.typ === 'JWT') &&
  !hasAny(claims, ofAccessTokens) &&
  timesOfIdTokens.every((name) => typeof claims[name] === 'number');

const hasAny = (claims: VerifiedJwt['claims'], names: readonly string[]): boolean =>
  names.some((name) => name in claims);
