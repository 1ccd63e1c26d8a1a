import type { PublicJwk } from '@grantor/protocol';
import type { DocumentSource, FetchedClientDocument } from '../../ports/ports.ts';

type Serve = (etag: string | null) => FetchedClientDocument | Promise<FetchedClientDocument>;

/** A web of metadata documents; an address where nothing was put cannot be reached. */
export type TestDocumentSource = DocumentSource & {
  readonly pages: Map<string, Serve>;
  readonly shipped: Map<string, string>;
  /** Every address fetched, in order. */
  readonly asked: string[];
};

export function createTestDocumentSource(): TestDocumentSource {
  const pages = new Map<string, Serve>();
  const shipped = new Map<string, string>();
  const asked: string[] = [];
  return {
    pages,
    shipped,
    asked,
    shippedCopy: (url) => shipped.get(url) ?? null,
    async fetch(url, { etag }) {
      asked.push(url);
      const page = pages.get(url);
      return page === undefined ? { kind: 'failed', fault: 'unreachable' } : page(etag);
    },
  };
}

export const documentUrl = 'https://client.example/metadata.json';

type Members = Readonly<Record<string, unknown>>;

/** A document every rule is content with; members that are undefined are left out. */
export const exampleDocument = (change: Members = {}): string =>
  JSON.stringify({
    client_id: documentUrl,
    client_name: 'Published',
    redirect_uris: ['https://app.example/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    ...change,
  });

/** Served fresh for an hour. */
export const served = (text: string, change: { etag?: string; freshFor?: number } = {}): Serve => {
  const { etag = null, freshFor = 3600 } = change;
  return (known) =>
    known !== null && known === etag
      ? { kind: 'unchanged', freshFor }
      : { kind: 'document', text, etag, freshFor };
};

/** The members of a document that authenticates with this key, or without. */
export const keyedMembers = (key: PublicJwk): Members => ({
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
  jwks: { keys: [key] },
});
