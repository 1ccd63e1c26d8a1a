/** How this server gets at the key of content that was encrypted for it (RFC 7518 §4). */

import {
  createDecipheriv,
  diffieHellman,
  type KeyObject,
  randomBytes,
  subtle,
  type webcrypto,
} from 'node:crypto';
import { importPublicKey, isJsonObject, type KeyManagementAlgorithm } from '@grantor/protocol';
import { type ContentEncryptionName, contentEncryptions } from './content-encryption.ts';
import { type Derivation, derivedKey, wrapInitial } from './key-management.ts';

/** What came of the key, nothing of it trusted. */
export type WrappedKey = {
  readonly alg: KeyManagementAlgorithm;
  readonly enc: ContentEncryptionName;
  readonly encryptedKey: Uint8Array;
  readonly epk: unknown;
  readonly parties: NonNullable<Derivation['parties']>;
};

/** The key of the content; null, or some other key, where it was wrapped for nobody here. */
type RecoverKey = (own: KeyObject, wrapped: WrappedKey) => Promise<Uint8Array | null>;

const keyLengthOf = ({ enc }: WrappedKey): number => contentEncryptions[enc].keyLength;

/** RFC 7516 §11.5: what cannot be unwrapped goes on with a key nobody has, and fails where a wrong key does. */
const rsaOaep256: RecoverKey = async (own, wrapped) => {
  const spare = randomBytes(keyLengthOf(wrapped));
  const key = await oaepKey(own)
    .then((privateKey) => subtle.decrypt({ name: 'RSA-OAEP' }, privateKey, Buffer.from(wrapped.encryptedKey)))
    .then(Buffer.from, () => spare);
  return key.length === spare.length ? key : spare;
};

const oaepKeys = new WeakMap<KeyObject, Promise<webcrypto.CryptoKey>>();

/** For the interface that works beside the event loop: a private operation takes a millisecond. */
function oaepKey(own: KeyObject): Promise<webcrypto.CryptoKey> {
  const ready =
    oaepKeys.get(own) ??
    subtle.importKey(
      'pkcs8',
      own.export({ type: 'pkcs8', format: 'der' }),
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      false,
      ['decrypt'],
    );
  oaepKeys.set(own, ready);
  return ready;
}

const ecdhEs: RecoverKey = async (own, wrapped) => {
  const secret = agreedSecret(own, wrapped.epk);
  if (secret === null || wrapped.encryptedKey.length > 0) return null; // RFC 7516 §5.2
  const { enc: alg, parties } = wrapped;
  return derivedKey(secret, { alg, keyLength: keyLengthOf(wrapped), parties });
};

const ecdhEsA256kw: RecoverKey = async (own, wrapped) => {
  const secret = agreedSecret(own, wrapped.epk);
  if (secret === null) return null;
  const { alg, parties, encryptedKey } = wrapped;
  try {
    const wrapping = derivedKey(secret, { alg, keyLength: 32, parties });
    const cipher = createDecipheriv('id-aes256-wrap', wrapping, wrapInitial);
    const key = Buffer.concat([cipher.update(encryptedKey), cipher.final()]);
    return key.length === keyLengthOf(wrapped) ? key : null;
  } catch {
    return null;
  }
};

/** With the sender's key, if it is a point of our own curve: any other would tell of our key (RFC 7518 §4.6). */
function agreedSecret(own: KeyObject, epk: unknown): Uint8Array | null {
  const sender = isJsonObject(epk) ? importPublicKey(epk) : null;
  const curveOf = ({ asymmetricKeyDetails }: KeyObject) => asymmetricKeyDetails?.namedCurve;
  if (sender === null || curveOf(sender) !== curveOf(own)) return null;
  return diffieHellman({ privateKey: own, publicKey: sender });
}

export const recoverKey: Readonly<Record<KeyManagementAlgorithm, RecoverKey>> = {
  'RSA-OAEP-256': rsaOaep256,
  'ECDH-ES': ecdhEs,
  'ECDH-ES+A256KW': ecdhEsA256kw,
};
