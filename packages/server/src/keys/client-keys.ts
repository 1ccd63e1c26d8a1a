/** Keys that clients publish, and signatures by them (advanced.md §2). Fetches nothing but through `Documents`. */

import type { KeyObject } from 'node:crypto';
import type { ClientKeys } from '@grantor/engine';
import {
  type CompactJws,
  importPublicKey,
  type PublicJwk,
  parseKeySet,
  readForeignJson,
  signatureAlgorithms,
} from '@grantor/protocol';
import type { DocumentRequest, Documents } from '../outbound/documents.ts';
import { asymmetricAlgorithms, isAsymmetricAlgorithm } from './algorithm.ts';

type HeldKey = { readonly jwk: PublicJwk; readonly key: KeyObject };

/** Keys without a `kid` in common that one signature is tried with. */
const mostTries = 4;

const longestKeySet = 65_536;

/** Registered keys, or those at the client's address: asked for again when they lack the `kid` that signed. */
export function createClientKeys(documents: Documents): ClientKeys {
  const held = createHeldKeySets();
  return {
    algorithms: asymmetricAlgorithms,
    async verify(jws, { jwks, jwksUri }) {
      if (jwks !== null) return isSigned(jws, held.registered(jwks)) ? 'verified' : 'refused';
      if (jwksUri === null) return 'refused';
      const fetchKeys = async (copy: DocumentRequest['copy']) => {
        const document = await documents({ ...keySetRequest, url: jwksUri, copy });
        return document.kind === 'fetched'
          ? { age: document.age, keys: held.fetched(document.body) }
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

function isSigned(jws: CompactJws, keys: readonly HeldKey[]): boolean {
  const { header, signingInput, signature } = jws;
  const { alg } = header;
  if (!isAsymmetricAlgorithm(alg)) return false;
  return candidatesFor(jws, keys)
    .slice(0, mostTries)
    .some(({ key }) => signatureAlgorithms[alg].verify(signingInput, key, signature));
}

/** Those that may have made the signature: by `kid`, then by what key and header say (RFC 7517 §4). */
function candidatesFor({ header: { alg, kid } }: CompactJws, keys: readonly HeldKey[]): readonly HeldKey[] {
  if (!isAsymmetricAlgorithm(alg)) return [];
  return keys.filter(
    ({ jwk, key }) =>
      (kid === null || jwk['kid'] === kid) &&
      (jwk['alg'] ?? alg) === alg &&
      (jwk['use'] ?? 'sig') === 'sig' &&
      signatureAlgorithms[alg].accepts(key),
  );
}

/** A set is imported once as long as its owner keeps it. */
function createHeldKeySets() {
  const sets = new WeakMap<object, readonly HeldKey[]>();
  const hold = (owner: object, read: () => readonly PublicJwk[]): readonly HeldKey[] => {
    const known = sets.get(owner) ?? read().flatMap(imported);
    sets.set(owner, known);
    return known;
  };
  return {
    registered: (jwks: { readonly keys: readonly PublicJwk[] }) => hold(jwks, () => jwks.keys),
    fetched: (body: Uint8Array) => hold(body, () => keysIn(body)),
  };
}

function keysIn(body: Uint8Array): readonly PublicJwk[] {
  const set = parseKeySet(readForeignJson(Buffer.from(body).toString('utf8')));
  return set.kind === 'keys' ? set.keys : [];
}

/** A key that is no point of its curve, or of a curve unknown here, is left out. */
function imported(jwk: PublicJwk): readonly HeldKey[] {
  const key = importPublicKey(jwk);
  return key === null ? [] : [{ jwk, key }];
}
