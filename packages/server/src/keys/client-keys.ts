/** Keys that clients publish, and signatures by them (advanced.md §2). Fetches nothing but through `Documents`. */

import type { ClientKeys } from '@grantor/engine';
import {
  type CompactJws,
  type PublicJwk,
  publishesCertificate,
  readyPublicKey,
  signatureAlgorithms,
} from '@grantor/protocol';
import type { Documents } from '../outbound/documents.ts';
import { asymmetricAlgorithms, isAsymmetricAlgorithm } from './algorithm.ts';
import { createClientEncryption } from './client-encryption.ts';
import { createKeyLookup } from './key-lookup.ts';

/** Keys without a `kid` in common that one signature is tried with. */
const mostTries = 4;

/** Those that are made ready for it: some may turn out to be none. */
const mostImports = 20;

/** Registered keys, or those at the client's address: asked for again when they lack the `kid` that signed. */
export function createClientKeys(documents: Documents): ClientKeys {
  const lookUp = createKeyLookup(documents);
  return {
    algorithms: asymmetricAlgorithms,
    async verify(jws, keys, source) {
      const verified = await lookUp(
        keys,
        {
          find: (found) => isSigned(jws, found) || null,
          isSettled: (found) => jws.header.kid !== null && candidatesFor(jws, found).length > 0,
        },
        source,
      );
      return verified.kind === 'found' ? 'verified' : verified.kind === 'missing' ? 'refused' : verified.kind;
    },
    async publish(thumbprint, keys, source) {
      const published = await lookUp(
        keys,
        {
          find: (found) => found.some((key) => publishesCertificate(key, thumbprint)) || null,
          isSettled: () => false,
        },
        source,
      );
      return published.kind === 'found'
        ? 'published'
        : published.kind === 'missing'
          ? 'refused'
          : published.kind;
    },
    ...createClientEncryption(lookUp),
  };
}

/** Whether one of the keys signed. Only keys that may have are made ready, however many a set lists (security.md L-8). */
function isSigned(jws: CompactJws, keys: readonly PublicJwk[]): boolean {
  const { header, signingInput, signature } = jws;
  const { alg } = header;
  if (!isAsymmetricAlgorithm(alg)) return false;
  const { accepts, verify } = signatureAlgorithms[alg];
  return candidatesFor(jws, keys)
    .slice(0, mostImports)
    .map((jwk) => readyPublicKey(jwk)?.key)
    .filter((key) => key !== undefined)
    .filter(accepts)
    .slice(0, mostTries)
    .some((key) => verify(signingInput, key, signature));
}

/** Those that may have made the signature, by what key and header say: `kid`, `kty`, `alg`, `use` (RFC 7517 §4). */
function candidatesFor(
  { header: { alg, kid } }: CompactJws,
  keys: readonly PublicJwk[],
): readonly PublicJwk[] {
  if (!isAsymmetricAlgorithm(alg)) return [];
  return keys.filter(
    (jwk) =>
      (kid === null || jwk['kid'] === kid) &&
      jwk['kty'] === keyTypes[alg] &&
      (jwk['alg'] ?? alg) === alg &&
      (jwk['use'] ?? 'sig') === 'sig',
  );
}

// RFC 7518 §3.1, RFC 8037 §3.1
const keyTypes = { ES256: 'EC', RS256: 'RSA', PS256: 'RSA', EdDSA: 'OKP' } as const;
