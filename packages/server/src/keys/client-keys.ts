/** Keys that clients publish, and signatures by them (advanced.md §2). Fetches nothing but through `Documents`. */

import type { KeyObject } from 'node:crypto';
import type { Client, ClientKeys, Source } from '@grantor/engine';
import {
  type CompactJws,
  createRecencyMap,
  importPublicKey,
  jwkThumbprint,
  type PublicJwk,
  parseKeySet,
  publishesCertificate,
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
  const fetchKeys = async ({ url, copy, onBehalfOf }: Asking) => {
    const document = await documents({ ...keySetRequest, url, copy, onBehalfOf });
    return document.kind === 'fetched'
      ? { age: document.age, keys: keysIn(document.body) }
      : { age: 'stale' as const, keys: [] };
  };
  /** Whether the test passes; `isSettled` says of the keys at hand that newer ones would not change what they say. */
  const lookIn = async (
    { jwks, jwksUri }: KeySource,
    { address }: Source,
    test: KeyTest,
  ): Promise<Verdict> => {
    if (jwks !== null) return test.passes(jwks.keys) ? 'passed' : 'failed';
    if (jwksUri === null) return 'failed';
    const first = await fetchKeys({ url: jwksUri, copy: 'accept', onBehalfOf: address });
    if (test.passes(first.keys)) return 'passed';
    if (test.isSettled(first.keys)) return 'failed';
    const second = await fetchKeys({ url: jwksUri, copy: 'refetch', onBehalfOf: address });
    if (test.passes(second.keys)) return 'passed';
    // Whoever lacks the newest keys cannot say that it is wrong
    return second.age === 'stale' ? 'unavailable' : 'failed';
  };
  return {
    algorithms: asymmetricAlgorithms,
    async verify(jws, keys, source) {
      const verdict = await lookIn(keys, source, {
        passes: (found) => isSigned(jws, found),
        isSettled: (found) => jws.header.kid !== null && candidatesFor(jws, found).length > 0,
      });
      return verdict === 'passed' ? 'verified' : verdict === 'failed' ? 'refused' : verdict;
    },
    async publish(thumbprint, keys, source) {
      const verdict = await lookIn(keys, source, {
        passes: (found) => found.some((key) => publishesCertificate(key, thumbprint)),
        isSettled: () => false,
      });
      return verdict === 'passed' ? 'published' : verdict === 'failed' ? 'refused' : verdict;
    },
  };
}

type KeySource = Pick<Client, 'jwks' | 'jwksUri'>;
type Asking = Pick<DocumentRequest, 'url' | 'copy' | 'onBehalfOf'>;
type KeyTest = Readonly<Record<'passes' | 'isSettled', (keys: readonly PublicJwk[]) => boolean>>;
type Verdict = 'passed' | 'failed' | 'unavailable';

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
