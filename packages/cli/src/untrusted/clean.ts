/** Text of others, safe to show: it must not move the cursor, break the line, or reorder and hide what stands there. */

// Controls (C0, C1), line and paragraph separators, halves of pairs, and format marks; the joiners of scripts and emoji stay
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

const upTo = (length: number, text: string): string =>
  text.length > length ? `${text.slice(0, length - 1).toWellFormed()}…` : text;

/** One line of it, whatever was in it, of at most 2000 characters. */
export const oneLine = (text: string): string => upTo(2000, text).replaceAll(unprintable, ' ');

/** What one value of theirs gets: a line of at most 300 characters. */
export const clean = (text: string): string => upTo(300, oneLine(text).trim());
