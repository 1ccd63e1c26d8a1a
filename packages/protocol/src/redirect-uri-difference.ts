/** What keeps a redirect URI from being a registered one, for whoever may see what is registered. */

import { type UriParts, uriParts } from './uri-parts.ts';

const names = [
  ['scheme', 'scheme'],
  ['userInformation', 'user information'],
  ['host', 'host'],
  ['port', 'port'],
  ['path', 'path'],
  ['query', 'query'],
  ['fragment', 'fragment'],
] as const satisfies readonly (readonly [keyof UriParts, string])[];

/**
 * The registered URI that differs in the fewest parts, and in which; the first of several. Holds registered URIs:
 * for the log, never for an answer. Nothing of `requested` is repeated.
 */
export function redirectUriDifference(requested: string, registered: readonly string[]): string {
  const sent = uriParts(requested);
  const [closest] = registered
    .map((uri) => ({ uri, differences: differencesBetween(sent, uriParts(uri)) }))
    .sort((one, other) => one.differences.length - other.differences.length);
  if (closest === undefined) return 'the client has no redirect URI';
  return `differs in ${closest.differences.join(', ')} from ${closest.uri}`;
}

const differencesBetween = (sent: UriParts, registered: UriParts): readonly string[] =>
  names.flatMap(([part, name]) => {
    const [one, other] = [sent[part], registered[part]];
    if (one === other) return [];
    if (one.toLowerCase() === other.toLowerCase()) return [`${name} (upper and lower case)`];
    return withoutFinalSlash(one) === withoutFinalSlash(other) ? [`${name} (final slash)`] : [name];
  });

const withoutFinalSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path);
