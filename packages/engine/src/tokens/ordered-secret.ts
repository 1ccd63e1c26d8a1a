/**
 * Secrets that a store keeps by the thousand, known to it by digests that lie in the order in which they were made: a
 * random key changes a page of its own in an index. A secret begins with the time, which its row says too, and goes on
 * with as many random bits as any other; of those no more is stored than the SHA-256 of the whole (security.md T-10).
 */

import { type Hash, hash, type Instant, sha256 } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';
import { timeInText, timeLength } from './ordered-id.ts';

/** What comes before the time, and how many random bytes after it. */
export type SecretForm = { readonly prefix: string; readonly drawnBytes: number };

export const opaqueTokenForm: SecretForm = { prefix: 'gat_', drawnBytes: 32 };
export const codeForm: SecretForm = { prefix: 'gac_', drawnBytes: 32 };

export const drawSecret = ({ prefix, drawnBytes }: SecretForm, random: Random, at: Instant): string =>
  `${prefix}${timeInText(at)}${random.token(drawnBytes)}`;

const timeShape = /^[\w-]+$/;

/** What the store knows the secret by. Those of before began with no time and are known by their SHA-256 alone. */
export function digestOf({ prefix, drawnBytes }: SecretForm, secret: string): Hash {
  const digest = sha256(secret);
  const begin = prefix.length + timeLength;
  if (secret.length !== begin + Math.ceil((drawnBytes * 4) / 3)) return digest;
  const time = secret.slice(prefix.length, begin);
  return timeShape.test(time) ? hash(`${time}${digest}`) : digest;
}

/** The digest of an opaque access token, as its row has it. */
export const digestOfOpaqueToken = (value: string): Hash => digestOf(opaqueTokenForm, value);
