/** Lists of the redirect URIs of a sector, as they are on the web now (OpenID Connect Registration §5). */

import type { SectorDocuments } from '@grantor/engine';
import { readForeignJson } from '@grantor/protocol';
import type { Courtesy } from './courtesy.ts';

/** In bytes. */
const longestList = 65_536;

const accept = ['application/json', '+json'];

const request = {
  method: 'GET',
  headers: { accept: accept.join(', ') },
  body: null,
  accept,
  longestBody: longestList,
} as const;

/** One request for each question, and no copy kept: what counts is what the list says at this registration. */
export const createSectorDocuments = (courtesy: Courtesy): SectorDocuments => ({
  async lists(url, uris, { address }) {
    const answer = await courtesy({ ...request, url }, address);
    if (answer.kind !== 'answered' || answer.result !== 'success') return 'unavailable';
    const list = readForeignJson(Buffer.from(answer.body).toString('utf8'));
    if (!Array.isArray(list)) return 'unavailable';
    const listed = new Set<unknown>(list);
    return uris.every((uri) => listed.has(uri)) ? 'all' : 'not_all';
  },
});
