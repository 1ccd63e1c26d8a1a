/**
 * Owns the logos of clients: fetched by us under the rules for addresses that others chose, and served from
 * our own origin, so that no page ever asks another server (security.md B-9). Never shows what is no image.
 */

import { hash } from 'node:crypto';
import type { Client, Source } from '@grantor/engine';
import { equalInConstantTime, hmacSha256, type Params } from '@grantor/protocol';
import type { Documents } from '../outbound/documents.ts';
import { imageType, imageTypes } from './image-type.ts';

export const logoPath = '/client-logo';

/** In bytes (clients.md §2). */
const longestLogo = 65_536;

/** How long a page waits for a logo that is not here yet, in ms; without it the monogram stands. */
const patience = 800;

export type Logo = { readonly body: Uint8Array; readonly type: string; readonly etag: string };

export type Logos = {
  /** Where the logo of the client is on this server; null: it has none, or none that could be fetched by now. */
  pathOf(client: Pick<Client, 'logoUri'>, source: Source): Promise<string | null>;
  /** The logo a path of ours names; null for every other path, and when it is gone. */
  find(query: Params, source: Source): Promise<Logo | null>;
};

export type LogosWorld = {
  readonly documents: Documents;
  /** Marks the addresses we have shown ourselves: nobody else makes us fetch anything. */
  readonly key: Uint8Array;
};

export function createLogos({ documents, key }: LogosWorld): Logos {
  const mark = (uri: string): string => hmacSha256(key, uri);
  const fetchLogo = async (uri: string, { address }: Source): Promise<Logo | null> => {
    const fetched = await documents({
      url: uri,
      accept: imageTypes,
      longestBody: longestLogo,
      copy: 'accept',
      onBehalfOf: address,
    });
    if (fetched.kind !== 'fetched') return null;
    const type = imageType(fetched.body);
    return type === null
      ? null
      : { body: fetched.body, type, etag: `"${hash('sha256', fetched.body, 'base64url')}"` };
  };
  return {
    async pathOf({ logoUri }, source) {
      if (logoUri === null || (await inTime(fetchLogo(logoUri, source))) === null) return null;
      return `${logoPath}?${new URLSearchParams({ uri: logoUri, mark: mark(logoUri) })}`;
    },
    async find(query, source) {
      const uri = query.get('uri');
      if (uri === undefined || !equalInConstantTime(query.get('mark') ?? '', mark(uri))) return null;
      return fetchLogo(uri, source);
    },
  };
}

/** null when it takes longer; the work goes on for the next who asks. */
function inTime(work: Promise<Logo | null>): Promise<Logo | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), patience);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
