import type { KeyRing } from '@grantor/engine';
import { type CompactJws, parseCompactJws, readJsonObject, signatureAlgorithms } from '@grantor/protocol';
import { isAsymmetricAlgorithm } from './algorithm.ts';
import type { HeldKeys } from './held-keys.ts';
import type { HmacKeys } from './hmac.ts';
import { standingOf } from './server-key.ts';

type Expected = Parameters<KeyRing['verify']>[1];

/** Verifies with the key its `kid` names, by that key's algorithm; a header that says otherwise is refused. */
export function createVerify(held: HeldKeys, hmac: HmacKeys | null, longestToken: number): KeyRing['verify'] {
  const isSigned = async (jws: CompactJws, { use, retired, now }: Expected): Promise<boolean> => {
    const { header, signingInput, signature } = jws;
    if (header.kid === null) {
      // RFC 8725 §3.1: the secret verifies HS256 access tokens and nothing else
      if (header.alg !== 'HS256' || use !== 'access_token' || hmac === null) return false;
      return hmac.verify(signingInput, signature);
    }
    const key = await held.find(header.kid, now);
    if (key === null || key.alg !== header.alg || !isAsymmetricAlgorithm(key.alg)) return false; // RFC 8725 §3.1
    const standing = standingOf(key, now, longestToken);
    if (standing === 'gone' || (standing === 'retired' && retired === 'refuse')) return false; // protocol.md JW-2
    return signatureAlgorithms[key.alg].verify(signingInput, key.publicKey, signature);
  };

  return async (jwt, expected) => {
    const jws = parseCompactJws(jwt);
    // Our own headers hold nothing else: that refuses crit, b64 and every embedded key (RFC 8725 §3.1)
    if (jws === null || jws.furtherHeader.length > 0 || !(await isSigned(jws, expected))) return null;
    const claims = readJsonObject(jws.payload);
    return claims === null ? null : { header: jws.header, claims };
  };
}
