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
 * octets that are not UTF-8 (resource.md §6, §9). Whoever decides by a path compares spellings, and refuses null.
 * Two readings are left that no path shows: programs that take letters in either case for one, and links between
 * files.
 */
export function unambiguousPath(path: string): string | null {
  if (!written.test(path) || refusedEscape.test(path) || refusedSegment.test(path)) return null;
  try {
    return path
      .split('/')
      .map((segment) => encodeURIComponent(decodeURIComponent(segment)))
      .join('/');
  } catch {
    return null; // not UTF-8
  }
}
