import { OAuthError } from './errors.ts';

// RFC 3986 §4.3 absolute-URI: a scheme, then URI characters other than `#`
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;
const webUrl = /^https?:\/\/([^/?]+)(\/[^?]*)?(\?.*)?$/i;

/** Throws `invalid_target` unless the text is an absolute URI without fragment (RFC 8707 §2, protocol.md RI-1). */
export function checkResource(text: string): void {
  if (!absoluteUri.test(text) || !URL.canParse(text) || hasIncompleteAuthority(text)) {
    throw new OAuthError('invalid_target', 'The resource must be an absolute URI without a fragment.');
  }
}

const hasIncompleteAuthority = (text: string): boolean => /^https?:/i.test(text) && !webUrl.test(text);

/**
 * The known identifier that the requested one means, in its configured spelling, or null (protocol.md RI-2):
 * equal after URL normalisation, else equal but for one trailing slash if exactly one identifier fits.
 */
export function matchResource(requested: string, known: readonly string[]): string | null {
  if (known.includes(requested)) return requested;
  const wanted = normalise(requested);
  const equal = known.find((identifier) => normalise(identifier) === wanted);
  if (equal !== undefined) return equal;
  const fitting = new Set(known.filter((identifier) => trim(normalise(identifier)) === trim(wanted)));
  const [only] = fitting;
  return fitting.size === 1 && only !== undefined ? only : null;
}

/** Host lower-case, default port dropped, empty path `/`; path and query stay as they are (clients.md §9). */
function normalise(identifier: string): string {
  const parts = webUrl.exec(identifier);
  const url = parts === null ? null : URL.parse(identifier);
  if (parts === null || url === null || parts[1]?.includes('@')) return identifier;
  return `${url.protocol}//${url.host}${parts[2] || '/'}${parts[3] ?? ''}`;
}

const trim = (identifier: string): string =>
  identifier.endsWith('/') && !identifier.includes('?') ? identifier.slice(0, -1) : identifier;

/** Whether the URL is `http` or `https` on this machine: `localhost`, 127.0.0.0/8 or `[::1]` (RFC 6890 §2.2). */
export function isLoopbackUrl(url: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return false;
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname);
}
