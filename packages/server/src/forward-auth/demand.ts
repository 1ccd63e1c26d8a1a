/** What the operator demands for a place: the query of the `/verify` address in the proxy's configuration. */

import type { AccessDemand } from '@grantor/engine';
import { unusableRequest } from '../http/refuse.ts';

export type Demand = AccessDemand & {
  /** How whoever shows nothing is answered; null: by what they accept. */
  readonly mode: 'api' | 'browser' | null;
};

const names = ['scope', 'audience', 'token', 'mode'];

/**
 * Throws on whatever is not understood: a demand that was misspelt must not be no demand. Throws as well when it
 * is the query of the original request, which Caddy appends to an address without one: the client would say what
 * is demanded of it.
 */
export function readDemand(query: string, original: URL | null): Demand {
  if (query !== '' && original !== null && new URL(`?${query}`, original).search === original.search) {
    throw unusableRequest(
      'The proxy hands on the query of the client: end its address of /verify with a question mark.',
    );
  }
  const given = new URLSearchParams(query);
  const isKnown = [...given].every(([name, value]) => names.includes(name) && value !== '');
  const [token = null, ...moreTokens] = given.getAll('token');
  const [mode = null, ...moreModes] = given.getAll('mode');
  if (
    !isKnown ||
    moreTokens.length + moreModes.length > 0 ||
    (token !== null && token !== 'pass') ||
    (mode !== null && mode !== 'api' && mode !== 'browser')
  ) {
    throw unusableRequest(
      'The address takes scope, audience, token=pass and mode=api or mode=browser, and nothing else.',
    );
  }
  const scope = given.getAll('scope').flatMap((value) => value.split(/[ ,]+/).filter((name) => name !== ''));
  return {
    scope: [...new Set(scope)],
    audience: given.getAll('audience'),
    token: token ?? 'withhold',
    mode,
  };
}
