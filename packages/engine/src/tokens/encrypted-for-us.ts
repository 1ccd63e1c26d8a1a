/** JWTs that somebody encrypted for this server, after a signature had been made (RFC 7519 §11.2). */

import { type Epoch, jwtLimit, readJsonObject } from '@grantor/protocol';
import type { KeyRing } from '../ports/ports.ts';

/** RFC 7516 §7.1 */
const encryptedParts = 5;

/** Whether the text has the form of a compact JWE that is not too long to be one. */
export const isEncrypted = (text: string): boolean =>
  text.length <= jwtLimit && text.split('.').length === encryptedParts;

/** What stands inside a text that is encrypted, and any other text as it is; null: it was encrypted for nobody here. */
export const decrypted = async (text: string, keys: KeyRing, now: Epoch): Promise<string | null> =>
  isEncrypted(text) ? keys.decrypt(text, now) : text;

/** How the text says it is encrypted; nothing of it is trusted. */
export function encryptionOf(text: string): { readonly alg: unknown; readonly enc: unknown } | null {
  const header = isEncrypted(text) ? readJsonObject(text.slice(0, text.indexOf('.'))) : null;
  return header === null ? null : { alg: header['alg'], enc: header['enc'] };
}
