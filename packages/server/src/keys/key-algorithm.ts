/** What keys of the server are for: to sign by an algorithm, or to open what was encrypted for it. Never for both. */

import type { KeyObject } from 'node:crypto';
import type { KeyManagementAlgorithm } from '@grantor/protocol';
import { type AsymmetricAlgorithm, algorithms, asymmetricAlgorithms } from './algorithm.ts';

export const decryptionAlgorithms = [
  'RSA-OAEP-256',
  'ECDH-ES',
  'ECDH-ES+A256KW',
] as const satisfies readonly KeyManagementAlgorithm[];
export type DecryptionAlgorithm = (typeof decryptionAlgorithms)[number];

export const keyAlgorithms = [...asymmetricAlgorithms, ...decryptionAlgorithms] as const;
export type KeyAlgorithm = AsymmetricAlgorithm | DecryptionAlgorithm;

export const isDecryptionAlgorithm = (alg: string): alg is DecryptionAlgorithm =>
  decryptionAlgorithms.some((one) => one === alg);

export const isKeyAlgorithm = (alg: string): alg is KeyAlgorithm => keyAlgorithms.some((one) => one === alg);

/** RFC 7517 §4.2 */
export const useOf = (alg: KeyAlgorithm): 'sig' | 'enc' => (isDecryptionAlgorithm(alg) ? 'enc' : 'sig');

const generators: Readonly<Record<DecryptionAlgorithm, () => Promise<KeyObject>>> = {
  'RSA-OAEP-256': algorithms.RS256.generate, // security.md K-1: 2048 bits
  'ECDH-ES': algorithms.ES256.generate,
  'ECDH-ES+A256KW': algorithms.ES256.generate,
};

export const generateKey = (alg: KeyAlgorithm): Promise<KeyObject> =>
  isDecryptionAlgorithm(alg) ? generators[alg]() : algorithms[alg].generate();
