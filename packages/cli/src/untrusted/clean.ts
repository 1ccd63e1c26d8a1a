// Controls, and the marks that reorder text: the text of a server must not move the cursor or lie.
const unprintable = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Text of others, safe to show on a terminal: one line, at most 300 characters. */
export function clean(text: string): string {
  const line = text.replaceAll(unprintable, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
