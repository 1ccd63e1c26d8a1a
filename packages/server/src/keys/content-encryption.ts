/** Authenticated encryption of content by a key that is used once (RFC 7518 §5). */

import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

/** What the content is encrypted with; `aad` is bound to it and stays readable. */
export type ContentKey = { readonly key: Uint8Array; readonly iv: Uint8Array; readonly aad: Uint8Array };

export type SealedContent = { readonly ciphertext: Uint8Array; readonly tag: Uint8Array };

export type ContentEncryption = {
  /** In octets. */
  readonly keyLength: number;
  readonly ivLength: number;
  seal(content: Uint8Array, by: ContentKey): SealedContent;
  /** null for whatever is not exactly what was sealed by this key. */
  open(sealed: SealedContent, by: ContentKey): Uint8Array | null;
};

const tagLength = 16;

// RFC 7518 §5.3
const gcm = (keyLength: 16 | 32): ContentEncryption => {
  const cipher = `aes-${keyLength === 16 ? 128 : 256}-gcm` as const;
  return {
    keyLength,
    ivLength: 12,
    seal(content, { key, iv, aad }) {
      const sealing = createCipheriv(cipher, key, iv).setAAD(aad);
      const ciphertext = Buffer.concat([sealing.update(content), sealing.final()]);
      return { ciphertext, tag: sealing.getAuthTag() };
    },
    open({ ciphertext, tag }, { key, iv, aad }) {
      const opening = createDecipheriv(cipher, key, iv, { authTagLength: tagLength });
      opening.setAAD(aad).setAuthTag(tag);
      const content = opening.update(ciphertext);
      return finished(() => Buffer.concat([content, opening.final()]));
    },
  };
};

// RFC 7518 §5.2.3: half of the key is for the tag, the other half for the cipher
const cbcHmac: ContentEncryption = {
  keyLength: 32,
  ivLength: 16,
  seal(content, by) {
    const sealing = createCipheriv('aes-128-cbc', by.key.subarray(16), by.iv);
    const ciphertext = Buffer.concat([sealing.update(content), sealing.final()]);
    return { ciphertext, tag: cbcTag(ciphertext, by) };
  },
  open({ ciphertext, tag }, by) {
    // RFC 7518 §5.2.2.2: nothing is decrypted before the tag is known to be right
    if (!timingSafeEqual(cbcTag(ciphertext, by), tag)) return null;
    const opening = createDecipheriv('aes-128-cbc', by.key.subarray(16), by.iv);
    return finished(() => Buffer.concat([opening.update(ciphertext), opening.final()]));
  },
};

function cbcTag(ciphertext: Uint8Array, { key, iv, aad }: ContentKey): Uint8Array {
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(aad.length) * 8n);
  const hmac = createHmac('sha256', key.subarray(0, 16));
  for (const part of [aad, iv, ciphertext, bits]) hmac.update(part);
  return hmac.digest().subarray(0, tagLength);
}

function finished(finish: () => Uint8Array): Uint8Array | null {
  try {
    return finish();
  } catch {
    return null;
  }
}

/** By the name in `enc` (RFC 7518 §5.1). */
export const contentEncryptions = {
  'A128CBC-HS256': cbcHmac,
  A128GCM: gcm(16),
  A256GCM: gcm(32),
} as const satisfies Record<string, ContentEncryption>;

export type ContentEncryptionName = keyof typeof contentEncryptions;

export const isContentEncryption = (name: string): name is ContentEncryptionName =>
  Object.hasOwn(contentEncryptions, name);

/** Whether it can have been sealed so, by its lengths alone. */
export const hasLengths = (
  { ivLength }: ContentEncryption,
  { iv, tag }: { readonly iv: Uint8Array; readonly tag: Uint8Array },
): boolean => iv.length === ivLength && tag.length === tagLength;
