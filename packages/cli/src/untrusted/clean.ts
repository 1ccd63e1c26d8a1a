/** Text of others, safe to show: it must not move the cursor, break the line, or reorder and hide what stands there. */

// Controls (C0, C1), line and paragraph separators, halves of pairs, and format marks; the joiners of scripts and emoji stay
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

const longest = 300;

/** One line of it, whatever was in it. */
export const oneLine = (text: string): string => text.replaceAll(unprintable, ' ');

/** One line of at most 300 characters. */
export function clean(text: string): string {
  const line = oneLine(text.slice(0, 20 * longest)).trim();
  return line.length > longest ? `${line.slice(0, longest - 1).toWellFormed()}…` : line;
}
