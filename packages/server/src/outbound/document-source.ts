/** Fetches the metadata documents of clients (clients.md §5). Never judges what one says. */

import type { DocumentSource, FetchedClientDocument } from '@grantor/engine';
import type { CourteousAnswer, Courtesy } from './courtesy.ts';
import type { OutboundRefusal } from './destination.ts';
import { freshFor } from './freshness.ts';
import type { ExchangeFailure } from './request.ts';
import { readShippedCopies } from './shipped-copies.ts';

/** In bytes (security.md S-2). */
const longestDocument = 16_384;

/** How long a document is fresh that does not say, in ms (clients.md §5). */
const silentFor = 3_600_000;

const request = {
  method: 'GET',
  body: null,
  accept: ['application/json', '+json'],
  longestBody: longestDocument,
} as const;

export type DocumentSourceWorld = {
  /** By whether the client was met before: strangers cannot keep known clients from being confirmed. */
  readonly courtesy: { readonly new: Courtesy; readonly known: Courtesy };
  readonly shippedCopies?: () => ReadonlyMap<string, string>;
};

export function createDocumentSource(world: DocumentSourceWorld): DocumentSource {
  const { courtesy, shippedCopies = readShippedCopies } = world;
  let shipped: ReadonlyMap<string, string> | null = null;
  return {
    async fetch(url, { etag, client, source }) {
      const condition = etag === null ? {} : { 'if-none-match': etag };
      const headers = { accept: 'application/json', ...condition };
      return read(await courtesy[client]({ ...request, url, headers }, source.address));
    },
    shippedCopy(url) {
      shipped ??= shippedCopies();
      return shipped.get(url) ?? null;
    },
  };
}

function read(answer: CourteousAnswer): FetchedClientDocument {
  if (answer.kind === 'refused') return { kind: 'failed', fault: faultOfRefusal(answer.reason) };
  if (answer.kind === 'failed') {
    return answer.reason === 'busy'
      ? { kind: 'busy' }
      : { kind: 'failed', fault: faultOfFailure(answer.reason) };
  }
  const seconds = freshFor(answer.headers, silentFor) / 1000;
  switch (answer.result) {
    case 'success':
      return {
        kind: 'document',
        text: Buffer.from(answer.body).toString('utf8'),
        etag: entityTag(answer.headers),
        freshFor: seconds,
      };
    case 'not_modified':
      return { kind: 'unchanged', freshFor: seconds };
    case 'gone':
      return { kind: 'failed', fault: 'gone' };
    case 'error':
      return { kind: 'failed', fault: 'unreachable' };
  }
}

/** A name may lead somewhere tomorrow; where it may not lead, it may not. */
const faultOfRefusal = (reason: OutboundRefusal) => (reason === 'unresolved' ? 'unreachable' : 'forbidden');

/** Too much of the right type breaks a rule; anything else stood in the document's place. */
const faultOfFailure = (reason: ExchangeFailure) => (reason === 'too_large' ? 'broken' : 'unreachable');

/** Sent back as it came; one that could not be is left out. */
function entityTag({ etag }: Readonly<Record<string, string>>): string | null {
  return etag !== undefined && /^(?:W\/)?"[\x21\x23-\x7e]{0,256}"$/.test(etag) ? etag : null;
}
