// RFC 3986 §3.3, without `;`; and `[`, `]` and `|`, which browsers send as they are
const written = /^(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@[\]|]|%[0-9A-Fa-f]{2})*)+$/;

/**
 * Escapes of what ends or divides paths for some program (`/`, `\`, `;`, `?`, `#`, `%` before a second decoding),
 * of what nobody need escape (letters, digits, `-`, `.`, `_`), and of control characters.
 */
const refusedEscape = /%(?:[01].|2[35def]|3[0-9bf]|4[1-9a-f]|5[0-9acf]|6[1-9a-f]|7[0-9af]|c2%[89])/i;

// An empty segment; one that means another, or that some file systems cut: `.`, `..`, `name.`, `name%20`
const refusedSegment = /\/\/|(?:\.|%20)(?:\/|$)/;

/**
 * The path in its one spelling, every segment escaped alike, or null where two programs may read it differently:
 * dot segments, path parameters, encoded or doubly encoded delimiters, backslashes, empty segments, a fragment,
 * octets that are not UTF-8, characters that are folded to any of these or to a name in ASCII (resource.md §6, §9).
 * Whoever decides by a path compares spellings, and refuses null. Three readings are left that no path shows:
 * programs that take letters in either case for one, or the forms of a letter of another script, and links between
 * files.
 */
export function unambiguousPath(path: string): string | null {
  if (!isPlain(path)) return null;
  try {
    const segments = path.split('/').map(decodeURIComponent);
    return segments.every(isFoldedToItself) ? segments.map(encodeURIComponent).join('/') : null;
  } catch {
    return null; // not UTF-8
  }
}

const isPlain = (path: string): boolean =>
  written.test(path) && !refusedEscape.test(path) && !refusedSegment.test(path);

const unwritten = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,=:@[\]|%/]/;

/**
 * What `unambiguousPath` stumbles over, and no more of a path that may hold a secret of the service: a few characters,
 * or in words that some are folded to others. Of a path it takes, the latter.
 */
export const ambiguousPart = (path: string): string =>
  [refusedEscape, refusedSegment, unwritten].flatMap((sign) => sign.exec(path)?.[0] ?? [])[0] ??
  'letters that stand for others';

// biome-ignore lint/suspicious/noControlCharactersInRegex: whatever one octet holds
const ascii = /^[\x00-\x7f]*$/;

// What stands for a slash or a backslash where a program has but the characters of one code page
const bestFit = /[\u00a5\u2044\u2215\u2216\u20a9]/;

/**
 * Whether a program that folds compatibility characters (Unicode NFKC: full-width forms, ligatures, leaders of
 * dots) and drops those nobody sees reads a segment of the same kind: no delimiter, no dots, no name in ASCII.
 */
function isFoldedToItself(segment: string): boolean {
  if (ascii.test(segment)) return true;
  const folded = segment.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return !ascii.test(folded) && !bestFit.test(segment) && isPlain(`/${encodeURIComponent(folded)}`);
}
