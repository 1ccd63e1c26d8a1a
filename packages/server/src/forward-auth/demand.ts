/** What the operator demands for a place: the query of the `/verify` address in the proxy's configuration. */

import type { AccessDemand } from '@grantor/engine';
import { unusableRequest } from '../http/refuse.ts';

export type Demand = AccessDemand & {
  /** How whoever shows nothing is answered; null: by what they accept. */
  readonly mode: 'api' | 'browser' | null;
};

const names = ['scope', 'audience', 'token', 'mode', 'path', 'first'];

/** What each parameter that stands alone may say. */
const words = { token: ['pass'], mode: ['api', 'browser'], path: ['any'], first: ['cookie'] } as const;

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
  if (![...given].every(([name, value]) => names.includes(name) && value !== '')) throw unknownDemand();
  const scope = given.getAll('scope').flatMap((value) => value.split(/[ ,]+/).filter((name) => name !== ''));
  const mode = wordOf(given, 'mode');
  return {
    scope: [...new Set(scope)],
    audience: given.getAll('audience'),
    token: wordOf(given, 'token') ?? 'withhold',
    mode,
    path: wordOf(given, 'path') ?? 'unambiguous',
    first: wordOf(given, 'first') ?? (mode === 'browser' ? 'cookie' : 'token'),
  };
}

type Words = typeof words;

function wordOf<Name extends keyof Words>(given: URLSearchParams, name: Name): Words[Name][number] | null {
  const [said, ...more] = given.getAll(name);
  const word = words[name].find((known) => known === said);
  if (more.length > 0 || (said !== undefined && word === undefined)) throw unknownDemand();
  return word ?? null;
}

const unknownDemand = (): Error =>
  unusableRequest(
    'The address takes scope, audience, token=pass, mode=api or mode=browser, path=any and first=cookie, and nothing else.',
  );
