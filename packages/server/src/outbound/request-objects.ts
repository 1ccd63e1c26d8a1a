/**
 * Fetches request objects (RFC 9101 §5.2.3). Never judges what one says, and keeps none but those that their digests
 * name: they can be no others (OpenID Connect Core §6.2, advanced.md JAR-7).
 */

import type { RequestObjects } from '@grantor/engine';
import { createRecencyMap, decodeUtf8, jwtLimit, sha256 } from '@grantor/protocol';
import type { Courtesy } from './courtesy.ts';

const accept = ['application/oauth-authz-req+jwt', 'application/jwt', 'application/jose', 'text/plain'];

type Copy = { readonly object: string; readonly until: number };

const mostCopies = 1000;
const mostBytes = 4 * 1024 * 1024;

/** In ms: what its client takes away is not served for much longer. */
const keptFor = 10 * 60_000;

/** `now` in ms. */
export function createRequestObjects(courtesy: Courtesy, now: () => number): RequestObjects {
  const copies = createRecencyMap<Copy>(mostCopies, {
    most: mostBytes,
    weightOf: ({ object }) => Buffer.byteLength(object),
  });
  const ask = async (url: string, onBehalfOf: string): Promise<string | null> => {
    const headers = { accept: accept.join(', ') };
    const request = { url, method: 'GET', headers, body: null, accept, longestBody: jwtLimit } as const;
    const answer = await courtesy(request, onBehalfOf);
    return answer.kind === 'answered' && answer.result === 'success' ? decodeUtf8(answer.body) : null;
  };
  return {
    async fetch(url, { digest, source }) {
      if (digest === null) return ask(url, source.address);
      const name = `${url}#${digest}`;
      const copy = copies.get(name);
      if (copy !== undefined && now() < copy.until) return copy.object;
      const object = await ask(url, source.address);
      copies.drain(({ until }) => until <= now());
      if (object !== null && sha256(object) === digest) copies.set(name, { object, until: now() + keptFor });
      return object;
    },
  };
}
