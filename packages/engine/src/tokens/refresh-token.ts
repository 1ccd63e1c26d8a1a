/** The shape of a refresh token: `grt_` + family key (128 bits) + secret (256 bits). */

import { decodeBase64url, encodeBase64url, type Hash, sha256 } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';

const prefix = 'grt_';
const keyBytes = 16;
const secretBytes = 32;

export type RefreshToken = {
  readonly value: string;
  /** The family part, base64url; the same in every token of the family. */
  readonly familyKey: string;
  readonly keyHash: Hash;
  readonly hash: Hash;
};

/** The parts of a presented value, or null when it cannot be a refresh token of ours. */
export function parseRefreshToken(value: string): RefreshToken | null {
  if (!isRefreshToken(value)) return null;
  const bytes = decodeBase64url(value.slice(prefix.length));
  if (bytes?.length !== keyBytes + secretBytes) return null;
  return describe(value, encodeBase64url(bytes.subarray(0, keyBytes)));
}

export const isRefreshToken = (value: string): boolean => value.startsWith(prefix);

/** The first token of a new family. */
export const createRefreshToken = (random: Random): RefreshToken =>
  nextRefreshToken(random.token(keyBytes), random);

/** The next token of the family with this key. */
export function nextRefreshToken(familyKey: string, random: Random): RefreshToken {
  const parts = [familyKey, random.token(secretBytes)].map((part) => Buffer.from(part, 'base64url'));
  return describe(`${prefix}${encodeBase64url(Buffer.concat(parts))}`, familyKey);
}

const describe = (value: string, familyKey: string): RefreshToken => ({
  value,
  familyKey,
  keyHash: sha256(familyKey),
  hash: sha256(value),
});
