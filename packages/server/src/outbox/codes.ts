/** Codes of 8 digits beside links, or in their place (mail.md §2, M-8). */

import { hmacSha256, type UserId } from '@grantor/protocol';

const digits = 8;

/**
 * The code that belongs to a link's secret: whoever sees the one does not know the other without the key. Nothing
 * stores it.
 */
export const codeFor = (key: Uint8Array, secret: string): string => {
  const number = Buffer.from(hmacSha256(key, `code ${secret}`), 'base64url').readUIntBE(0, 6);
  // 2^48 possibilities for 10^8 codes: none is likelier than another by more than one in a million
  return String(number % 10 ** digits).padStart(digits, '0');
};

/** What is stored of a code that the person types; by itself it could be tried out. */
export const codeHash = (key: Uint8Array, owner: UserId, code: string): string =>
  hmacSha256(key, `typed ${owner}\n${code}`);

/** What is typed, without the spaces that people add; null: it is no code. */
export function readCode(typed: string): string | null {
  const bare = typed.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{8}$/.test(bare) ? bare : null;
}
