/** `application/x-www-form-urlencoded` text: strict decoding, shared by bodies, queries and Basic credentials. */

// Everything that is not U+0000–001F or U+007F
const controlCharacter = /[^\u0020-\u007e\u0080-\uffff]/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether the text holds a character that never reaches storage or a header (protocol.md §1). */
export const hasControlCharacter = (text: string): boolean => controlCharacter.test(text);

/** The text of the bytes, or null when they are not UTF-8 (RFC 3629 §3). */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * A name or value of a form, decoded; null when a `%` is not followed by two hex digits, the octets are
 * not UTF-8 or a control character comes out (RFC 6749 Appendix B, protocol.md §1).
 */
export function decodeFormComponent(text: string): string | null {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  const decoded = spaced.includes('%') ? decodePercent(spaced) : spaced;
  return decoded === null || hasControlCharacter(decoded) ? null : decoded;
}

function decodePercent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const noLines: ReadonlySet<string> = new Set();

/**
 * The pairs of a form in their order, empty ones left out, or null where one of them cannot be decoded. Values of
 * `lines` may have several, which come with `\n` between them.
 */
export function splitForm(
  text: string,
  lines: ReadonlySet<string> = noLines,
): readonly (readonly [string, string])[] | null {
  if (hasControlCharacter(text)) return null;
  const encoded = text.includes('%') || text.includes('+');
  const pairs: (readonly [string, string])[] = [];
  // Part by part: a search from a position runs on to the end of the text, for each of them (security.md I-1)
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const split = equals === -1 ? part.length : equals;
    const name = part.slice(0, split);
    const value = part.slice(split + 1);
    const pair = encoded ? decodePair(name, value, lines) : ([name, value] as const);
    if (pair === null) return null;
    pairs.push(pair);
  }
  return pairs;
}

function decodePair(
  name: string,
  value: string,
  lines: ReadonlySet<string>,
): readonly [string, string] | null {
  const decodedName = decodeFormComponent(name);
  const hasLines = decodedName !== null && lines.has(decodedName);
  const decodedValue = hasLines ? decodeLines(value) : decodeFormComponent(value);
  return decodedName === null || decodedValue === null ? null : [decodedName, decodedValue];
}

/** Browsers send a line break as CR LF. */
function decodeLines(value: string): string | null {
  const lines = value.split(/%0D%0A|%0A/i).map(decodeFormComponent);
  return lines.includes(null) ? null : lines.join('\n');
}

/** The pairs as a form; a space is `%20`, which percent-only decoders of mobile platforms read too. */
export const encodeForm = (pairs: Iterable<readonly [string, string]>): string =>
  new URLSearchParams([...pairs].map(([name, value]) => [name, value])).toString().replaceAll('+', '%20');
