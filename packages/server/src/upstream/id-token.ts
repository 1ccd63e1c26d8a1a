/** ID tokens of providers, judged as OpenID Connect Core §3.1.3.7 says. */

import type { ClientKeys, Source } from '@grantor/engine';
import { parseCompactJws, readJsonObject, sha256 } from '@grantor/protocol';
import type { Members } from './calls.ts';
import { UpstreamFault } from './provider.ts';

export type Expected = {
  /** Whether the issuer is the one; it may follow from other claims. */
  readonly isIssuer: (issuer: string, claims: Members) => boolean;
  readonly clientId: string;
  readonly nonce: string;
  readonly accessToken: string;
  readonly jwksUri: string;
  readonly source: Source;
  /** In seconds. */
  readonly now: number;
};

/** In seconds: clocks that differ. */
const skew = 60;
const oldest = 24 * 3600;

/** The claims of a token that speaks of this sign-in. Rejects with UpstreamFault. */
export async function verifyIdToken(keys: ClientKeys, token: unknown, expected: Expected): Promise<Members> {
  const jws = typeof token === 'string' ? parseCompactJws(token) : null;
  const claims = jws === null ? null : readJsonObject(jws.payload);
  if (jws === null || claims === null) throw new UpstreamFault('id token refused');
  // RFC 8725 §3.1: keys come from the provider's set, and no extension is understood
  const isPlain = !jws.furtherHeader.some((name) => ['crit', 'b64', 'jwk', 'jku', 'x5u'].includes(name));
  if (!isPlain || !keys.algorithms.includes(jws.header.alg) || !isForUs(claims, expected))
    throw new UpstreamFault('id token refused');
  const signed = await keys.verify(jws, { jwks: null, jwksUri: expected.jwksUri }, expected.source);
  if (signed === 'unavailable') throw new UpstreamFault('provider unreachable');
  if (signed !== 'verified') throw new UpstreamFault('id token refused');
  return claims;
}

function isForUs(claims: Members, { isIssuer, clientId, nonce, accessToken, now }: Expected): boolean {
  const { iss, sub, aud, azp, exp, iat, nbf } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const isParty = azp === undefined ? audiences.length === 1 : azp === clientId;
  const hash = claims['at_hash'];
  return (
    typeof iss === 'string' &&
    isIssuer(iss, claims) &&
    typeof sub === 'string' &&
    /^[\x20-\x7e]{1,255}$/.test(sub) &&
    audiences.includes(clientId) &&
    isParty &&
    typeof exp === 'number' &&
    exp + skew > now &&
    typeof iat === 'number' &&
    iat - skew <= now &&
    iat > now - oldest &&
    (nbf === undefined || (typeof nbf === 'number' && nbf - skew <= now)) &&
    claims['nonce'] === nonce &&
    (hash === undefined || hash === leftHalf(accessToken))
  );
}

// OpenID Connect Core §3.1.3.6; all algorithms that are accepted hash with SHA-256, or sign with EdDSA
const leftHalf = (accessToken: string): string =>
  Buffer.from(sha256(accessToken), 'base64url').subarray(0, 16).toString('base64url');
