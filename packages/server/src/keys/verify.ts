import type { KeyRing, VerifiedJwt } from '@grantor/engine';
import {
  type CompactJws,
  parseCompactJws,
  readJsonObject,
  sha256,
  signatureAlgorithms,
} from '@grantor/protocol';
import { isAsymmetricAlgorithm } from './algorithm.ts';
import type { HeldKeys } from './held-keys.ts';
import type { HmacKeys } from './hmac.ts';
import { type ServerKey, standingOf } from './server-key.ts';

type Expected = Parameters<KeyRing['verify']>[1];

/** What verifying came to, by the hash of what was verified; asked only where it was good. */
export type VerifiedTokens = {
  get(hash: string, verify: () => Promise<VerifiedJwt | null>): Promise<VerifiedJwt | null>;
};

export type VerifyWorld = {
  readonly held: HeldKeys;
  readonly hmac: HmacKeys | null;
  readonly longestToken: number;
  /** Absent: every signature is verified each time. */
  readonly verified?: VerifiedTokens | undefined;
};

/**
 * Verifies with the key its `kid` names, by that key's algorithm; a header that says otherwise is refused. Whether the
 * key still counts is asked each time, whatever was remembered of the signature.
 */
export function createVerify({ held, hmac, longestToken, verified }: VerifyWorld): KeyRing['verify'] {
  const keyFor = async (
    { kid, alg }: VerifiedJwt['header'],
    { retired, now }: Expected,
  ): Promise<ServerKey | null> => {
    const key = kid === null ? null : await held.find(kid, now);
    if (key === null || key.alg !== alg) return null; // RFC 8725 §3.1
    const standing = standingOf(key, now, longestToken);
    return standing === 'gone' || (standing === 'retired' && retired === 'refuse') ? null : key; // protocol.md JW-2
  };

  const isSigned = async (jws: CompactJws, expected: Expected): Promise<boolean> => {
    const { header, signingInput, signature } = jws;
    if (header.kid === null) {
      // RFC 8725 §3.1: the secret verifies HS256 access tokens and nothing else
      if (header.alg !== 'HS256' || expected.use !== 'access_token' || hmac === null) return false;
      return hmac.verify(signingInput, signature);
    }
    const key = await keyFor(header, expected);
    if (key === null || !isAsymmetricAlgorithm(key.alg)) return false;
    return signatureAlgorithms[key.alg].verify(signingInput, key.publicKey, signature);
  };

  const verify: KeyRing['verify'] = async (jwt, expected) => {
    const jws = parseCompactJws(jwt);
    // Our own headers hold nothing else: that refuses crit, b64 and every embedded key (RFC 8725 §3.1)
    if (jws === null || jws.furtherHeader.length > 0 || !(await isSigned(jws, expected))) return null;
    const claims = readJsonObject(jws.payload);
    return claims === null ? null : { header: jws.header, claims };
  };
  // A secret that is taken away verifies nothing any more, and costs little to ask
  if (verified === undefined || hmac !== null) return verify;

  return async (jwt, expected) => {
    if (expected.use !== 'access_token') return verify(jwt, expected);
    const known = await verified.get(sha256(jwt), () => verify(jwt, expected));
    return known !== null && (await keyFor(known.header, expected)) !== null ? known : null;
  };
}
