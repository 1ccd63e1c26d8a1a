/** The shape of a refresh token: `grt_` + family key (48 bits of time, 128 random ones) + secret (256 bits). */

import { decodeBase64url, encodeBase64url, type Hash, type Instant, sha256 } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';
import { digestOf, drawSecret, type SecretForm } from './ordered-secret.ts';

const prefix = 'grt_';
const familyKeyForm: SecretForm = { prefix: '', drawnBytes: 16 };
const secretBytes = 32;

/** With the secret; families of before have a key without the time. */
const lengths: ReadonlySet<number> = new Set([6 + 16 + secretBytes, 16 + secretBytes]);

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
  if (bytes === null || !lengths.has(bytes.length)) return null;
  const familyKey = encodeBase64url(bytes.subarray(0, bytes.length - secretBytes));
  return { value, ...familyOf(familyKey), hash: sha256(value) };
}

export const isRefreshToken = (value: string): boolean => value.startsWith(prefix);

/** The first token of a new family. */
export const createRefreshToken = (random: Random, at: Instant): RefreshToken =>
  nextRefreshToken(familyOf(drawSecret(familyKeyForm, random, at)), random);

type TokenFamily = Pick<RefreshToken, 'familyKey' | 'keyHash'>;

/** The next token of the family. */
export function nextRefreshToken({ familyKey, keyHash }: TokenFamily, random: Random): RefreshToken {
  const parts = [familyKey, random.token(secretBytes)].map((part) => Buffer.from(part, 'base64url'));
  const value = `${prefix}${encodeBase64url(Buffer.concat(parts))}`;
  return { value, familyKey, keyHash, hash: sha256(value) };
}

const familyOf = (familyKey: string): TokenFamily => ({
  familyKey,
  keyHash: digestOf(familyKeyForm, familyKey),
});
