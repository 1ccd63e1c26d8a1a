/** Encrypts for clients by keys that they publish (OpenID Connect Core §10.2, advanced.md JWR-4). */

import type { KeyObject } from 'node:crypto';
import type { ClientKeys } from '@grantor/engine';
import {
  importPublicKey,
  isKeyManagementAlgorithm,
  type KeyManagementAlgorithm,
  mayEncrypt,
  type PublicJwk,
} from '@grantor/protocol';
import { contentEncryptions, isContentEncryption } from './content-encryption.ts';
import { encryptJwt } from './encrypt.ts';
import type { KeyLookup, KeyQuestion } from './key-lookup.ts';
import { keyManagement } from './key-management.ts';

/** Names of what there is, as metadata lists them. */
export const clientEncryptions: ClientKeys['encryption'] = {
  algorithms: Object.keys(keyManagement),
  contents: Object.keys(contentEncryptions),
};

export const createClientEncryption = (
  lookUp: KeyLookup,
): Pick<ClientKeys, 'encryption' | 'encrypt' | 'canEncrypt'> => ({
  encryption: clientEncryptions,
  async encrypt(jwt, { alg, enc, ...keys }, source) {
    if (!isKeyManagementAlgorithm(alg) || !isContentEncryption(enc)) return null;
    const answer = await lookUp(keys, keyOfReader(alg), source);
    if (answer.kind !== 'found') return null;
    // What only looks like a key, such as a modulus without sense, is none
    return encryptJwt(jwt, { alg, enc, ...answer.found }).catch(() => null);
  },
  async canEncrypt({ alg, ...keys }, source) {
    if (!isKeyManagementAlgorithm(alg)) return false;
    return (await lookUp(keys, keyOfReader(alg), source)).kind === 'found';
  },
});

type ReaderKey = { readonly key: KeyObject; readonly kid: string | null };

const keyOfReader = (alg: KeyManagementAlgorithm): KeyQuestion<ReaderKey> => ({
  find(keys) {
    // What is for encryption by its own word goes before what may be
    const fit = keys.filter((jwk) => mayEncrypt(jwk, alg));
    const first = [...fit.filter(({ use }) => use === 'enc'), ...fit.filter(({ use }) => use !== 'enc')];
    for (const jwk of first.slice(0, mostImports)) {
      const key = importPublicKey(jwk);
      if (key !== null) return { key, kid: nameOf(jwk) };
    }
    return null;
  },
  isSettled: () => false,
});

/** Some may turn out to be none. */
const mostImports = 4;

const nameOf = ({ kid }: PublicJwk): string | null => (typeof kid === 'string' ? kid : null);
