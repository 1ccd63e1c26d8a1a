/** Recovery codes: ten of 50 bits each, for whoever has lost everything else (product.md F-3). */

import type { Random } from '@grantor/engine';
import { hmacSha256, type UserId } from '@grantor/protocol';

// Crockford's base 32: nothing in it looks like anything else
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const groupLength = 5;
export const recoveryCodeCount = 10;

/** As people are shown them: `7k2mq-x0v4t`. */
export const newRecoveryCodes = (random: Random): readonly string[] =>
  Array.from({ length: recoveryCodeCount }, () => `${group(random)}-${group(random)}`);

const group = (random: Random): string =>
  Array.from({ length: groupLength }, () => alphabet.charAt(random.integer(alphabet.length))).join('');

/** What is typed, without what people add or mistake; null: it is no recovery code. */
export function readRecoveryCode(typed: string): string | null {
  const bare = typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1');
  return bare.length === 2 * groupLength && [...bare].every((letter) => alphabet.includes(letter))
    ? bare
    : null;
}

/** What is stored of the code under each key, the current one first: 50 bits alone could be tried out. */
export const recoveryCodeHashes = (
  keys: readonly Uint8Array[],
  owner: UserId,
  bareCode: string,
): readonly string[] => keys.map((key) => hmacSha256(key, `${owner}\n${bareCode}`));
