/** User codes: eight letters without vowels and look-alikes, 34.5 bits (RFC 8628 §6.1, protocol.md §2). */

import type { Random } from '../ports/ports.ts';

const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;

/** Eight letters, as they are hashed. */
export const drawUserCode = (random: Random): string =>
  Array.from({ length }, () => alphabet.charAt(random.integer(alphabet.length))).join('');

/** As people read and type it: `XXXX-XXXX`. */
export const formatUserCode = (userCode: string): string => `${userCode.slice(0, 4)}-${userCode.slice(4)}`;

/** Upper case, stripped of everything outside the alphabet; null when it cannot be a user code (protocol.md DV-3). */
export function normaliseUserCode(input: string): string | null {
  const letters = [...input.toUpperCase()].filter((letter) => alphabet.includes(letter)).join('');
  return letters.length === length ? letters : null;
}
