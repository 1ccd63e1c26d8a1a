import { type Parsed, parsed, refused } from './parse.ts';

const placeholder = /change|secret|password|example|default|placeholder/i;

export const allowedSecret =
  'at least 32 bytes with 10 different characters, as from openssl rand -hex 32, and none of the words change, secret, password, example, default, placeholder';

/** operations B-4, security.md K-3: short, repetitive and placeholder secrets refuse the start. */
export function checkSecret(text: string): Parsed<string> {
  if (Buffer.byteLength(text) < 32) return refused('is shorter than 32 bytes');
  if (new Set(text).size < 10) return refused('has fewer than 10 different characters');
  if (placeholder.test(text)) return refused('contains a placeholder word');
  return parsed(text);
}
