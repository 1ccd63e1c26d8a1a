/** What other systems call people, and where they write to them: any of it may be anything. */

import { isEmail } from './names.ts';

const longest = 256;

/** A text that people may be shown; null: it is none. */
export function saidText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.normalize('NFKC').trim();
  return text === '' || text.length > longest || /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(text) ? null : text;
}

/** An e-mail address; null: it is none. */
export function saidAddress(value: unknown): string | null {
  const text = saidText(value);
  return text !== null && isEmail(text) ? text : null;
}
