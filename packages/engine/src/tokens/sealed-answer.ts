/**
 * The answer of the last rotation, kept so that only the holder of the rotated token can open it: the key
 * derives from that token, which is stored nowhere (protocol.md RF-3).
 */

import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import type { RefreshToken } from './refresh-token.ts';
import type { Rights } from './rights.ts';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * `given`: what the answer gives. Where the same token is owed anything else now, because the request is another or
 * because rights were taken away or came back, it does not open the answer.
 */
export function sealAnswer(answer: string, token: RefreshToken, given: Rights): string {
  const { key, nonce } = deriveKey(token);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(authenticated(given));
  return Buffer.concat([cipher.update(answer, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

/** The answer, or null when it was sealed for another token, or gives anything but what is `owed` now. */
export function openAnswer(sealed: string, token: RefreshToken, owed: Rights): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < tagBytes) return null;
  const { key, nonce } = deriveKey(token);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    .setAAD(authenticated(owed))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

/**
 * A token is rotated once, so its key and nonce seal one stored answer and both can be derived. It holds 256
 * random bits, so one labelled hash derives them as well as a slow function would.
 */
function deriveKey(token: RefreshToken): { key: Buffer; nonce: Buffer } {
  const derived = hash('sha512', `grantor sealed refresh answer\n${token.value}`, 'buffer');
  return { key: derived.subarray(0, keyBytes), nonce: derived.subarray(keyBytes, keyBytes + nonceBytes) };
}

// The order of values says nothing (RFC 6749 §3.3)
const authenticated = ({ scope, resources }: Rights): Buffer =>
  Buffer.from(JSON.stringify([[...scope].sort(), [...resources].sort()]));
