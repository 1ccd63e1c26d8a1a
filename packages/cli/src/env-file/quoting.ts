/** How a value is written so that sh, Node and dotenv read the same, and what of a text is still open for sh. Pure. */

import { isPrintable } from '../untrusted/printable.ts';

/** No reader does anything with these: no quote, blank, comment, expansion or escape. */
const bare = /^[A-Za-z0-9_.:/@+=,%-]+$/;

/**
 * The value as all three take it: bare; in single quotes, between which nothing means anything, but dotenv reads on
 * past a backslash at their end; else in double quotes, if nothing in it means anything there. Null when there is no
 * such form. An empty value has quotes: Node reads on past an equals sign that ends the line.
 */
export function quoteValue(value: string): string | null {
  if (!isPrintable(value)) return null;
  if (bare.test(value)) return value;
  if (!/'|\\$/.test(value)) return `'${value}'`;
  return /["$`\\]/.test(value) ? null : `"${value}"`;
}

// What a shell reads to its end: quotes, comments, plain text, simple substitutions. A document (<<), bash's own $'…',
// and whatever nests is left to be called open.
const whole =
  /\\(?!\n$).|'[^']*'|"(?:[^"\\`$]|\\.|\$(?!\())*"|`[^`'"\\]*`|\$\([^()'"`\\]*\)|\$(?![('])|<(?!<)|(?<!\S)#[^\n]*|#|[^\\'"`#$<]+/sy;

/**
 * The line, counted from 1, in which something begins that has not ended for a shell when the text does: a quote, a
 * substitution, a document, a continued line. Null when a new command could follow the text.
 */
export function openLine(text: string): number | null {
  let end = 0;
  whole.lastIndex = 0;
  while (whole.test(text)) end = whole.lastIndex;
  return end === text.length ? null : text.slice(0, end).split('\n').length;
}
