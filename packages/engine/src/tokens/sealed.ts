/** Text that only the holder of a secret can open: the key derives from the secret, which is stored nowhere. */

import { createCipheriv, createDecipheriv, hash } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A secret of at least 256 random bits, and what this seal is for: each pair seals one text that is kept. */
export type SealedUnder = { readonly secret: string; readonly purpose: string };

/** Seals the text; `bound` has to be the same again to open it. */
export function seal(text: string, under: SealedUnder, bound: string): string {
  const { key, nonce } = deriveKey(under);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

/** The text, or null when secret, purpose or `bound` is not the one it was sealed with. */
export function unseal(sealed: string, under: SealedUnder, bound: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < tagBytes) return null;
  const { key, nonce } = deriveKey(under);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

/** The secret is random enough for one labelled hash to derive both as well as a slow function would. */
function deriveKey({ secret, purpose }: SealedUnder): { key: Buffer; nonce: Buffer } {
  const derived = hash('sha512', `${purpose}\n${secret}`, 'buffer');
  return { key: derived.subarray(0, keyBytes), nonce: derived.subarray(keyBytes, keyBytes + nonceBytes) };
}
