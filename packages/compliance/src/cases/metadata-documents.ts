import assert from 'node:assert/strict';
import { type DocumentClient, openSite, published } from '../conversation/document-client.ts';
import type { ClientMetadata } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { PINNED } from '../setup/fixtures.ts';
import { type Answer, expectError, expectStatus, stringOf } from '../wire/answer.ts';
import { expectErrorPage } from '../wire/authorization.ts';
import { type ClientKey, newClientKey, presentAssertion } from '../wire/client-assertion.ts';

// clients.md §5: clients that are documents and do everything right.

const needs: Case['needs'] = ['metadata_documents'];
const withRefresh: Case['needs'] = ['metadata_documents', 'refresh'];

async function signIn({ t, client }: DocumentClient): Promise<Answer> {
  return t.tokens({ client: client.client_id });
}

const accepted: readonly (readonly [string, ClientMetadata, Difference?])[] = [
  [
    'with the required members only',
    { token_endpoint_auth_method: undefined },
    { reason: 'its default is a method with a secret', seen: /got page 400/ },
  ],
  ['with members nobody knows', { unheard_of: { deep: [1, null] }, grant_types_supported: 7 }],
  [
    'with grant types that are not served among others',
    {
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    },
  ],
  [
    'with its addresses and its language',
    {
      client_uri: 'https://app.example/',
      'client_name#de': 'Leseliste',
      tos_uri: 'https://app.example/tos',
    },
  ],
  ['with a scope of its own', { scope: 'openid email' }],
  [
    'with null for what it does not have',
    { logo_uri: null, jwks: null, contacts: null },
    { reason: 'it refuses null', seen: /got page 400/ },
  ],
  ['that says it is public', {}],
];

const acceptedCases: readonly Case[] = accepted.map(([what, changes, reference]) => ({
  name: `a document ${what} is a client`,
  requirements: [
    'CIMD §4',
    'CIMD §4.1',
    'clients.md §5 Required members',
    'clients.md §5 Document URL',
    'clients.md §1 document',
    'clients.md §12 metadata documents',
  ],
  needs,
  ...(reference === undefined ? {} : { differs: { reference } }),
  async run(t) {
    const client = await published(t, { changes });
    const tokens = await signIn(client);
    stringOf(tokens, 'access_token');
    assert.ok(client.document.asked.length > 0, 'nobody asked for the document');
  },
}));

const mediaTypes: readonly Case[] = [
  'application/json',
  'application/client+json',
  'application/JSON; charset=utf-8',
].map(
  (type): Case => ({
    name: `a document of the type ${type} is read`,
    requirements: ['CIMD §4.1', 'clients.md §5 answer'],
    needs,
    async run(t) {
      await signIn(await published(t, { served: { headers: { 'content-type': type } } }));
    },
  }),
);

const lives: readonly Case[] = [
  {
    name: 'metadata says that documents are read, and lists none beside it',
    requirements: ['CIMD §5', 'clients.md §5 Advertised', 'clients.md §8 Never missing'],
    needs,
    async run(t) {
      assert.equal(t.metadata['client_id_metadata_document_supported'], true);
      assert.ok([t.metadata['token_endpoint_auth_methods_supported']].flat().includes('none'));
    },
  },
  {
    name: 'a document client refreshes',
    requirements: ['clients.md §1 document', 'RFC 6749 §6'],
    needs: withRefresh,
    async run(t) {
      const client = await published(t);
      const first = await signIn(client);
      const { t: known } = client;
      const second = await known.refresh(client.client.client_id, stringOf(first, 'refresh_token'));
      expectStatus(second, 200);
      assert.ok(stringOf(second, 'refresh_token') !== first.json['refresh_token'], 'not rotated');
    },
  },
  {
    name: 'a document is asked for by GET as JSON, without anything of the person',
    requirements: ['clients.md §5 request', 'CIMD §6.5'],
    needs,
    async run(t) {
      const { document, t: known, client } = await published(t);
      await known.authorize({ client: client.client_id });
      const [asked] = document.asked;
      assert.ok(asked);
      assert.equal(asked.method, 'GET');
      assert.match(asked.headers.accept ?? '', /application\/json/);
      for (const name of ['cookie', 'authorization', 'referer'])
        assert.equal(asked.headers[name], undefined, `${name} was sent`);
    },
  },
  {
    name: 'a document is asked for once and kept for the rest of the way',
    requirements: ['CIMD §4.4', 'clients.md §5 freshness'],
    needs: withRefresh,
    async run(t) {
      const client = await published(t, { served: { headers: { 'cache-control': 'max-age=600' } } });
      const tokens = await signIn(client);
      const { t: known } = client;
      await known.refresh(client.client.client_id, stringOf(tokens, 'refresh_token'));
      assert.equal(client.document.asked.length, 1);
    },
  },
  {
    name: 'ten requests at once ask for a document once',
    requirements: ['clients.md §5 load'],
    needs,
    async run(t) {
      const { document, t: known, client } = await published(t);
      const purpose = { stopAt: 'sign-in' } as const;
      const asking = () => known.authorize({ client: client.client_id, purpose });
      await Promise.all(Array.from({ length: 10 }, asking));
      assert.equal(document.asked.length, 1);
    },
  },
  {
    name: 'a loopback redirect of a document takes any port',
    requirements: [
      'clients.md §6 Matching',
      'clients.md §6 any port',
      'RFC 8252 §7.3',
      'clients.md §11 Claude Code',
    ],
    needs: ['metadata_documents', 'native'],
    differs: {
      reference: { reason: 'a client is web to it unless it says otherwise', seen: /got page 400/ },
    },
    async run(t) {
      const redirect_uris = ['http://localhost/callback', 'http://127.0.0.1/callback'];
      const { t: known, client } = await published(t, { changes: { redirect_uris } });
      const parameters = { redirect_uri: 'http://localhost:3118/callback' };
      (await known.authorize({ client: client.client_id, parameters })).code();
    },
  },
  {
    name: 'a redirect URI that the document does not list is refused on a page',
    requirements: ['CIMD §4.5', 'clients.md §6 Matching', 'clients.md §6 Unknown client'],
    needs,
    async run(t) {
      const { t: known, client } = await published(t);
      const redirect_uri = 'https://evil.example/cb';
      expectErrorPage(
        await known.authorize({ client: client.client_id, parameters: { redirect_uri } }),
        redirect_uri,
      );
    },
  },
  {
    name: 'a client that an administrator named by an address is not asked for there',
    requirements: ['clients.md §1 Lookup order', 'CIMD §6.8'],
    needs,
    async run(t) {
      await t.tokens({ client: PINNED });
    },
  },
  {
    name: 'the page before approval names the host of the document',
    requirements: ['CIMD §6.4', 'clients.md §10 Consent page', 'clients.md §12 consent shows redirect host'],
    needs: ['metadata_documents', 'house_rules'],
    async run(t) {
      const { document, t: known, client } = await published(t);
      const { landing } = await known.authorize({
        client: client.client_id,
        purpose: { stopAt: 'consent' },
      });
      assert.ok(landing.kind === 'page');
      assert.ok(landing.html.includes(new URL(document.url).hostname), 'the host is not named');
      assert.ok(landing.html.includes('app.example'), 'the redirect host is not named');
    },
  },
  {
    name: 'a server that reads no documents does not say so and asks nobody',
    requirements: ['CIMD §5', 'clients.md §5 Advertised'],
    needs: ['metadata_documents', 'house_rules'],
    variant: 'closed',
    async run(t) {
      assert.ok(t.metadata['client_id_metadata_document_supported'] !== true, 'it is advertised');
      const { document, t: known, client } = await published(t);
      expectErrorPage(await known.authorize({ client: client.client_id }), 'https://app.example/cb');
      assert.equal(document.asked.length, 0);
    },
  },
];

interface KeyedDocument extends DocumentClient {
  readonly key: ClientKey;
}

/** A document whose keys stand at an address of the same site. */
async function withKeys(t: Parameters<Case['run']>[0], changes: ClientMetadata = {}): Promise<KeyedDocument> {
  const site = await openSite(t);
  const key = await newClientKey('RS256');
  const keys = site.publish(() => ({ body: { keys: [key.publicJwk] } }));
  const metadata = { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: keys.url, ...changes };
  return { ...(await published(t, { site, changes: metadata })), key };
}

async function redeem(keyed: KeyedDocument, proof: 'assertion' | 'none'): Promise<Answer> {
  const { t, client, key } = keyed;
  const authorization = await t.authorize({ client: client.client_id });
  const wish = { clientId: client.client_id, audience: t.issuer };
  return t.redeem(authorization, proof === 'none' ? {} : await presentAssertion(key, wish));
}

const BOTH = {
  token_endpoint_auth_method: undefined,
  token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
};
const listed: Difference = {
  reason: 'it reads token_endpoint_auth_method only',
  seen: /got 401 invalid_client|got page 400|got 200/,
};

const keyed: readonly Case[] = [
  {
    name: 'a document client authenticates with the keys it publishes',
    requirements: ['CIMD §6.2', 'RFC 7523 §2.2', 'clients.md §5 Authentication', 'clients.md §11 ChatGPT'],
    needs: ['metadata_documents', 'private_key_jwt'],
    async run(t) {
      expectStatus(await redeem(await withKeys(t), 'assertion'), 200);
    },
  },
  {
    name: 'a document client of a key may not leave its assertion out',
    requirements: ['CIMD §6.2', 'clients.md §7 Missing and needless secrets'],
    needs: ['metadata_documents', 'private_key_jwt'],
    async run(t) {
      expectError(await redeem(await withKeys(t), 'none'), 401, 'invalid_client');
    },
  },
  ...(['assertion', 'none'] as const).map(
    (proof): Case => ({
      name: `a document that lists two methods may come with ${proof === 'none' ? 'neither key nor secret' : 'its key'}`,
      requirements: ['clients.md §5 Authentication', 'clients.md §11 ChatGPT'],
      needs: ['metadata_documents', 'private_key_jwt'],
      differs: { reference: listed },
      async run(t) {
        expectStatus(await redeem(await withKeys(t, BOTH), proof), 200);
      },
    }),
  ),
  {
    name: 'a family that began with a key goes on with it',
    requirements: ['clients.md §5 Authentication'],
    needs: ['metadata_documents', 'private_key_jwt', 'refresh', 'house_rules'],
    async run(t) {
      const client = await withKeys(t, BOTH);
      const token = stringOf(await redeem(client, 'assertion'), 'refresh_token');
      const { client_id: clientId } = client.client;
      expectError(await client.t.refresh(clientId, token), 401, 'invalid_client');
      const assertion = await presentAssertion(client.key, { clientId, audience: t.issuer });
      expectStatus(await client.t.refresh(clientId, token, assertion), 200);
    },
  },
];

export const metadataDocumentCases: readonly Case[] = [...acceptedCases, ...mediaTypes, ...lives, ...keyed];
