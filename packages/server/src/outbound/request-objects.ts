/** Fetches request objects (RFC 9101 §5.2.3). Never judges what one says, and keeps none. */

import type { RequestObjects } from '@grantor/engine';
import { decodeUtf8, jwtLimit } from '@grantor/protocol';
import type { Courtesy } from './courtesy.ts';

const accept = ['application/oauth-authz-req+jwt', 'application/jwt', 'application/jose', 'text/plain'];

export const createRequestObjects = (courtesy: Courtesy): RequestObjects => ({
  async fetch(url, source) {
    const headers = { accept: accept.join(', ') };
    const request = { url, method: 'GET', headers, body: null, accept, longestBody: jwtLimit } as const;
    const answer = await courtesy(request, source.address);
    return answer.kind === 'answered' && answer.result === 'success' ? decodeUtf8(answer.body) : null;
  },
});
