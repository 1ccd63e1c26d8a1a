/** Encrypts a signed JWT for one reader (RFC 7516 §7.1, RFC 7519 §11.2). */

import { type KeyObject, randomBytes } from 'node:crypto';
import { encodeBase64url, type KeyManagementAlgorithm } from '@grantor/protocol';
import { type ContentEncryptionName, contentEncryptions } from './content-encryption.ts';
import { keyManagement } from './key-management.ts';

export type Reading = {
  readonly alg: KeyManagementAlgorithm;
  readonly enc: ContentEncryptionName;
  readonly key: KeyObject;
  /** null: the reader's key has no name. */
  readonly kid: string | null;
};

/** The compact JWE. Rejects for a key that is of another kind than the algorithm takes. */
export async function encryptJwt(jwt: string, { alg, enc, key, kid }: Reading): Promise<string> {
  const made = await keyManagement[alg](key, enc);
  // RFC 7519 §5.2: what is inside is a JWT
  const header = { alg, enc, cty: 'JWT', ...(kid === null ? {} : { kid }), ...made.header };
  const head = Buffer.from(JSON.stringify(header)).toString('base64url');
  const { ivLength, seal } = contentEncryptions[enc];
  const iv = randomBytes(ivLength);
  const { ciphertext, tag } = seal(Buffer.from(jwt), { key: made.key, iv, aad: Buffer.from(head) });
  return [head, ...[made.encryptedKey, iv, ciphertext, tag].map(encodeBase64url)].join('.');
}
