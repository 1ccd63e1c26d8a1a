/** How the key of encrypted content gets to its reader (RFC 7518 §4). */

import {
  constants,
  createCipheriv,
  diffieHellman,
  generateKeyPair,
  hash,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import type { KeyManagementAlgorithm, PublicJwk } from '@grantor/protocol';
import { type ContentEncryptionName, contentEncryptions } from './content-encryption.ts';

export type ContentKeyForReader = {
  readonly key: Uint8Array;
  /** Empty where the reader agrees on the key itself. */
  readonly encryptedKey: Uint8Array;
  /** Members of the header that the reader needs beside `alg` and `enc`. */
  readonly header: { readonly epk?: PublicJwk };
};

/** A fresh key of content for whoever holds the private half of `reader`, which has to be of the kind the algorithm takes. */
type MakeKey = (reader: KeyObject, enc: ContentEncryptionName) => Promise<ContentKeyForReader>;

const keyLengthOf = (enc: ContentEncryptionName): number => contentEncryptions[enc].keyLength;

// RFC 7518 §4.3
const rsaOaep256: MakeKey = async (key, enc) => {
  const contentKey = randomBytes(keyLengthOf(enc));
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const encryptedKey = publicEncrypt({ key, padding, oaepHash: 'sha256' }, contentKey);
  return { key: contentKey, encryptedKey, header: {} };
};

// RFC 7518 §4.6: the agreed secret is the key of the content
const ecdhEs: MakeKey = async (reader, enc) => {
  const { secret, header } = await agree(reader);
  const key = derivedKey(secret, { alg: enc, keyLength: keyLengthOf(enc) });
  return { key, encryptedKey: new Uint8Array(), header };
};

// RFC 7518 §4.6: it wraps the key of the content
const ecdhEsA256kw: MakeKey = async (reader, enc) => {
  const { secret, header } = await agree(reader);
  const wrapping = derivedKey(secret, { alg: 'ECDH-ES+A256KW', keyLength: 32 });
  const key = randomBytes(keyLengthOf(enc));
  const cipher = createCipheriv('id-aes256-wrap', wrapping, wrapInitial);
  return { key, encryptedKey: Buffer.concat([cipher.update(key), cipher.final()]), header };
};

/** RFC 3394 §2.2.3.1 */
export const wrapInitial = Buffer.alloc(8, 0xa6);

export const keyManagement: Readonly<Record<KeyManagementAlgorithm, MakeKey>> = {
  'RSA-OAEP-256': rsaOaep256,
  'ECDH-ES': ecdhEs,
  'ECDH-ES+A256KW': ecdhEsA256kw,
};

/** A secret with the reader by a key pair that is used once. Rejects for a key nothing can be agreed with. */
async function agree(reader: KeyObject) {
  const own = await keyPairLike(reader);
  const secret = diffieHellman({ privateKey: own.privateKey, publicKey: reader });
  return { secret, header: { epk: { ...own.publicKey.export({ format: 'jwk' }) } } };
}

type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

const keyPairLike = ({ asymmetricKeyDetails }: KeyObject): Promise<KeyPair> =>
  new Promise((resolve, reject) => {
    const namedCurve = asymmetricKeyDetails?.namedCurve ?? '';
    generateKeyPair('ec', { namedCurve }, (error, publicKey, privateKey) =>
      error === null ? resolve({ publicKey, privateKey }) : reject(error),
    );
  });

export type Derivation = {
  /** What the key is for: the algorithm of the content, or of the wrapping. */
  readonly alg: string;
  /** In octets, at most those of the digest: then one round makes the key. */
  readonly keyLength: number;
  readonly parties?: { readonly u: Uint8Array; readonly v: Uint8Array };
};

const nobody = { u: new Uint8Array(), v: new Uint8Array() };

/** The Concat KDF with SHA-256 (RFC 7518 §4.6.2). */
export function derivedKey(secret: Uint8Array, { alg, keyLength, parties = nobody }: Derivation): Uint8Array {
  const input = Buffer.concat([
    number(1),
    secret,
    ...[Buffer.from(alg), parties.u, parties.v].flatMap((part) => [number(part.length), part]),
    number(keyLength * 8),
  ]);
  return hash('sha256', input, 'buffer').subarray(0, keyLength);
}

function number(value: number): Uint8Array {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}
