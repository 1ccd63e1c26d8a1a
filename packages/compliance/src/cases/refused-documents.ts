import assert from 'node:assert/strict';
import {
  clientAt,
  documentOf,
  openSite,
  type Publishing,
  published,
} from '../conversation/document-client.ts';
import type { ClientMetadata } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { outagesAreFaults, saysLessOnPage } from '../run/facade-differences.ts';
import { expectError, expectStatus } from '../wire/answer.ts';
import { expectErrorPage } from '../wire/authorization.ts';

// clients.md §5: documents that are no clients, addresses that are no documents, and what is never asked.

const needs: Case['needs'] = ['metadata_documents'];
const taken = (reason: string): Difference => ({ reason, seen: /got query answer without error/ });

type Row = readonly [what: string, publishing: Publishing, reference?: Difference];

const withMembers = (what: string, changes: ClientMetadata, reference?: Difference): Row =>
  reference === undefined ? [what, { changes }] : [what, { changes }, reference];

const broken: readonly Row[] = [
  withMembers('that names another client', { client_id: 'https://app.example/client.json' }),
  withMembers('that names nobody', { client_id: undefined }),
  withMembers('without a name', { client_name: undefined }, taken('it takes clients without a name')),
  withMembers('with an empty name', { client_name: '' }),
  withMembers('without redirect URIs', { redirect_uris: undefined }),
  withMembers('with no redirect URI', { redirect_uris: [] }),
  withMembers('with a fragment in a redirect URI', { redirect_uris: ['https://app.example/cb#x'] }),
  withMembers('with a script as redirect URI', { redirect_uris: ['javascript:alert(1)'] }),
  withMembers(
    'with a redirect URI on plain http',
    { redirect_uris: ['https://app.example/cb', 'http://app.example/cb'] },
    taken('it takes plain http from web clients'),
  ),
  withMembers('with a secret', { client_secret: 'not-a-secret' }),
  withMembers('with the expiry of a secret', { client_secret_expires_at: 0 }),
  ...['client_secret_basic', 'client_secret_post', 'client_secret_jwt'].map((token_endpoint_auth_method) =>
    withMembers(`that would use ${token_endpoint_auth_method}`, { token_endpoint_auth_method }),
  ),
  withMembers('that would use a key and has none', { token_endpoint_auth_method: 'private_key_jwt' }),
  ['that is no object', { served: { body: [] } }],
  ['that is no JSON', { served: { body: '{"client_id":' } }],
  ['of 17 KiB', { changes: { padding: 'x'.repeat(17_408) } }],
  [
    'that is a web page',
    { served: { headers: { 'content-type': 'text/html' } } },
    taken('it does not look at the type'),
  ],
  ['that is not there', { served: { status: 404 } }],
  ['that is gone', { served: { status: 410 } }],
  ['whose site is broken', { served: { status: 500 } }],
];

const documents: readonly Case[] = broken.map(([what, publishing, reference]) => ({
  name: `a document ${what} is no client, which is told on a page`,
  requirements: [
    'CIMD §4.1',
    'CIMD §4.3',
    'CIMD §6.6',
    'clients.md §5 Required members',
    'clients.md §5 answer',
    'clients.md §5 Unusable document',
    'clients.md §15 Documents',
  ],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    const { document, t: known, client } = await published(t, publishing);
    const redirect_uri = 'https://app.example/cb';
    const authorization = await known.authorize({
      client: client.client_id,
      parameters: { redirect_uri },
    });
    expectErrorPage(authorization, redirect_uri);
    assert.ok(document.asked.length > 0, 'nobody asked for the document');
  },
}));

/** Addresses made of the one where a good document is served. */
const addresses: readonly (readonly [string, (url: string) => string, Difference?])[] = [
  ['over http', (url) => url.replace('https:', 'http:')],
  ['with a fragment', (url) => `${url}#x`],
  ['with an empty fragment', (url) => `${url}#`],
  ['with user information', (url) => url.replace('https://', 'https://me@')],
  ['with a dot segment', (url) => url.replace('/client.json', '/./client.json')],
  ['with two dots', (url) => url.replace('/client.json', '/x/../client.json')],
  ['with encoded dots', (url) => url.replace('/client.json', '/x/%2e%2e/client.json')],
  ['without a path', (url) => new URL(url).origin],
  ['with an empty path', (url) => `${new URL(url).origin}/`],
  ['of a numeric host', (url) => url.replace('localhost', '127.0.0.1')],
  ['of 2049 characters', (url) => url.padEnd(2049, 'x')],
];

const urls: readonly Case[] = addresses.map(([what, change, reference]) => ({
  name: `an address ${what} is no document, and nobody asks for it`,
  requirements: ['CIMD §3', 'clients.md §5 Document URL'],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    const site = await openSite(t);
    const { document } = await published(t, { site });
    const url = change(document.url);
    const client = clientAt(url, ['https://app.example/cb']);
    expectErrorPage(await t.knowing(client).authorize({ client: url }), 'https://app.example/cb');
    assert.equal(document.asked.length, 0);
  },
}));

const fetching: readonly Case[] = [
  ...(['private.test', 'two-answers.test'] as const).map(
    (name): Case => ({
      name: `a document at ${name}, a name ${name === 'private.test' ? 'of' : 'with'} a private address${name === 'private.test' ? '' : ' among others'}, is not asked for`,
      requirements: ['CIMD §6.5', 'clients.md §5 addresses', 'clients.md §15 Documents', 'advanced.md SW-19'],
      needs: name === 'private.test' ? needs : ['metadata_documents', 'house_rules'],
      async run(t) {
        const { document, t: known, client } = await published(t, { name });
        expectErrorPage(await known.authorize({ client: client.client_id }), 'https://app.example/cb');
        assert.equal(document.asked.length, 0);
      },
    }),
  ),
  ...[301, 302, 303, 307, 308].map(
    (status): Case => ({
      name: `a ${status} in the place of a document is not followed`,
      requirements: ['CIMD §4.3', 'clients.md §5 request', 'clients.md §15 Documents'],
      needs,
      async run(t) {
        const site = await openSite(t);
        const good = await published(t, { site });
        const { url } = good.document;
        const moved = await published(t, { site, served: { status, headers: { location: url } } });
        const { client, t: known } = moved;
        expectErrorPage(await known.authorize({ client: client.client_id }), 'https://app.example/cb');
        assert.ok(moved.document.asked.length > 0, 'nobody asked for the document');
        assert.equal(good.document.asked.length, 0);
      },
    }),
  ),
  {
    name: 'a document that cannot be had is told by its host and a reason',
    requirements: ['CIMD §4.3', 'clients.md §5 Unusable document'],
    needs: ['metadata_documents', 'house_rules'],
    differs: { facade: saysLessOnPage },
    async run(t) {
      const { t: known, client } = await published(t, { served: { status: 404 } });
      const { landing } = await known.authorize({ client: client.client_id });
      assert.ok(landing.kind === 'page' && landing.status === 400);
      assert.ok(landing.html.includes('localhost'), 'the host is not named');
    },
  },
  {
    name: 'a token request of a document that is not there is 401 invalid_client',
    requirements: ['clients.md §5 Unusable document', 'clients.md §7 invalid_client', 'RFC 6749 §5.2'],
    needs: ['metadata_documents', 'refresh'],
    differs: { reference: { reason: 'it answers 400', seen: /got 400 invalid_client/ } },
    async run(t) {
      const { t: known, client } = await published(t, { served: { status: 404 } });
      expectError(await known.refresh(client.client_id, 'grt_x'), 401, 'invalid_client');
    },
  },
  {
    name: 'a token request of a document that cannot be had just now is 503, so that nothing is forgotten',
    requirements: ['clients.md §5 Unusable document'],
    needs: ['metadata_documents', 'refresh', 'house_rules'],
    differs: { facade: outagesAreFaults },
    async run(t) {
      const { t: known, client } = await published(t, { served: { status: 503 } });
      const answer = await known.refresh(client.client_id, 'grt_x');
      expectError(answer, 503, 'temporarily_unavailable');
    },
  },
  {
    name: 'a failure is remembered for a while, and its cause is left in peace',
    requirements: ['clients.md §5 load'],
    needs: ['metadata_documents', 'house_rules'],
    differs: { facade: outagesAreFaults },
    async run(t) {
      const { document, t: known, client } = await published(t, { served: { status: 500 } });
      for (let asked = 0; asked < 3; asked += 1)
        expectStatus(await known.refresh(client.client_id, 'grt_x'), 503);
      assert.equal(document.asked.length, 1);
    },
  },
  {
    name: 'a document that was wrong is not kept as if it were right',
    requirements: ['CIMD §4.4', 'clients.md §5 freshness'],
    needs,
    async run(t) {
      const served = { body: { client_id: 'elsewhere' }, headers: { 'cache-control': 'max-age=86400' } };
      const { document, t: known, client } = await published(t, { served });
      expectErrorPage(await known.authorize({ client: client.client_id }), 'https://app.example/cb');
      document.change({ body: documentOf(document.url) });
      const again = await known.authorize({ client: client.client_id });
      // It may be asked for again at once, or be left in peace for a while
      if (document.asked.length === 1) expectErrorPage(again, 'https://app.example/cb');
      else again.code();
    },
  },
];

export const refusedDocumentCases: readonly Case[] = [...documents, ...urls, ...fetching];
