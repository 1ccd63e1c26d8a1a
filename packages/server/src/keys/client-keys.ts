/** Keys that clients publish, and signatures by them (advanced.md §2). Fetches nothing but through `Documents`. */

import type { KeyObject } from 'node:crypto';
import type { ClientKeys } from '@grantor/engine';
import {
  type CompactJws,
  createRecencyMap,
  importPublicKey,
  jwkThumbprint,
  type PublicJwk,
  parseKeySet,
  readForeignJson,
  signatureAlgorithms,
} from '@grantor/protocol';
import type { DocumentRequest, Documents } from '../outbound/documents.ts';
import { asymmetricAlgorithms, isAsymmetricAlgorithm } from './algorithm.ts';

/** Keys without a `kid` in common that one signature is tried with. */
const mostTries = 4;

/** Those that are made ready for it: some may turn out to be none. */
const mostImports = 20;

/** Public keys kept ready, of some 3 KiB each. */
const keptReady = 1000;

const longestKeySet = 65_536;

/** Registered keys, or those at the client's address: asked for again when they lack the `kid` that signed. */
export function createClientKeys(documents: Documents): ClientKeys {
  const isSigned = createSignatureCheck();
  return {
    algorithms: asymmetricAlgorithms,
    async verify(jws, { jwks, jwksUri }, { address }) {
      if (jwks !== null) return isSigned(jws, jwks.keys) ? 'verified' : 'refused';
      if (jwksUri === null) return 'refused';
      const fetchKeys = async (copy: DocumentRequest['copy']) => {
        const document = await documents({ ...keySetRequest, url: jwksUri, copy, onBehalfOf: address });
        return document.kind === 'fetched'
          ? { age: document.age, keys: keysIn(document.body) }
          : { age: 'stale' as const, keys: [] };
      };
      const first = await fetchKeys('accept');
      if (isSigned(jws, first.keys)) return 'verified';
      const named = jws.header.kid !== null && candidatesFor(jws, first.keys).length > 0;
      if (named) return 'refused';
      const second = await fetchKeys('refetch');
      if (isSigned(jws, second.keys)) return 'verified';
      // Whoever lacks the newest keys cannot say that the signature is wrong
      return second.age === 'stale' ? 'unavailable' : 'refused';
    },
  };
}

const keySetRequest = {
  accept: ['application/json', 'application/jwk-set+json'],
  longestBody: longestKeySet,
} as const;

/** Whether one of the keys signed. Only keys that may have are made ready, however many a set lists (security.md L-8). */
function createSignatureCheck(): (jws: CompactJws, keys: readonly PublicJwk[]) => boolean {
  const readyKey = createReadyKeys();
  return (jws, keys) => {
    const { header, signingInput, signature } = jws;
    const { alg } = header;
    if (!isAsymmetricAlgorithm(alg)) return false;
    const { accepts, verify } = signatureAlgorithms[alg];
    return candidatesFor(jws, keys)
      .slice(0, mostImports)
      .map(readyKey)
      .filter((key) => key !== null)
      .filter(accepts)
      .slice(0, mostTries)
      .some((key) => verify(signingInput, key, signature));
  };
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

/** A key that is no point of its curve, or of a curve unknown here, is null. */
function createReadyKeys(): (jwk: PublicJwk) => KeyObject | null {
  const ready = createRecencyMap<KeyObject>(keptReady);
  return (jwk) => {
    const thumbprint = jwkThumbprint(jwk);
    if (thumbprint === null) return null;
    const key = ready.get(thumbprint) ?? importPublicKey(jwk);
    if (key !== null) ready.set(thumbprint, key);
    return key;
  };
}

function keysIn(body: Uint8Array): readonly PublicJwk[] {
  const set = parseKeySet(readForeignJson(Buffer.from(body).toString('utf8')));
  return set.kind === 'keys' ? set.keys : [];
}
