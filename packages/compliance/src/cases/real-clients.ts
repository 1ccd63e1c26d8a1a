import assert from 'node:assert/strict';
import type { Conversation } from '../conversation/conversation.ts';
import { openSite, published } from '../conversation/document-client.ts';
import {
  byDocument,
  byRegistration,
  type Connection,
  connect,
  type Shape,
} from '../conversation/real-client.ts';
import { manage, register } from '../conversation/registration.ts';
import type { Case, Difference } from '../run/case.ts';
import { API, BARE, FILES } from '../setup/fixtures.ts';
import { expectError, expectStatus, send, stringOf } from '../wire/answer.ts';
import { newClientKey, presentAssertion } from '../wire/client-assertion.ts';
import { basic } from '../wire/client-auth.ts';
import * as shapes from './real-client-shapes.ts';

// clients.md §11: the clients people use, with default settings, as they are.

/** The row of clients.md §11 about a client. */
const rowOf = (who: string): string =>
  `clients.md §11 ${who.startsWith('the MCP SDK') ? 'MCP TypeScript SDK' : who === 'Claude' ? 'Claude web' : who}`;

const byRegistrationNeeds: Case['needs'] = ['registration', 'refresh', 'resource', 'jwt_access_token'];
const byDocumentNeeds: Case['needs'] = ['metadata_documents', 'refresh', 'resource', 'jwt_access_token'];

const web: Difference = { reason: 'it takes clients that do not say what they are for web', seen: /400/ };
const nullish: Difference = { reason: 'it refuses empty strings', seen: /400 invalid_client_metadata/ };
const unserved: Difference = { reason: 'it refuses what it does not serve', seen: /400/ };
const ceiling: Difference = { reason: 'it grants offline access to everybody who asks', seen: /./ };

/** What every client ends with: a token for the resource as it is configured, and another one. */
async function expectConnected(connection: Connection, audience: string): Promise<void> {
  const { t, tokens, refreshed } = connection;
  for (const answer of [tokens, refreshed])
    assert.equal((await t.verify(stringOf(answer, 'access_token'))).payload.aud, audience);
  assert.ok(refreshed.json['refresh_token'] !== tokens.json['refresh_token'], 'not rotated');
}

type Row = readonly [who: string, shape: Shape, audience: string, reference?: Difference];

const registering: readonly Row[] = [
  ['Claude', shapes.claudeRegistration, API],
  ['Claude Code', shapes.claudeCodeRegistration, API, web],
  ['ChatGPT', shapes.chatgptRegistration, API],
  ['Codex', shapes.codexRegistration, API],
  ['VS Code', shapes.vscodeRegistration, API],
  ['Cursor', shapes.cursorRegistration, API, web],
  ['mcp-remote', shapes.mcpRemoteRegistration, API],
  ['Gemini CLI', shapes.geminiRegistration, FILES, nullish],
  ['the MCP SDK 1.x', shapes.sdkRegistration, BARE, unserved],
  ['the MCP SDK 2.x', shapes.sdk2Registration, API],
];

const documented: readonly Row[] = [
  ['Claude', shapes.claudeDocument, API],
  ['Claude Code', shapes.claudeCodeDocument, API, web],
  ['Codex', shapes.codexDocument, API, web],
  ['VS Code', shapes.vscodeDocument, API],
];

const connections: readonly Case[] = [
  ...registering.map(
    ([who, shape, audience, reference]): Case => ({
      name: `${who} registers, signs in and refreshes`,
      requirements: [rowOf(who), 'RFC 7591 §3.2.1', 'RFC 8252 §7.3'],
      needs: byRegistrationNeeds,
      ...(reference === undefined ? {} : { differs: { reference } }),
      async run(t) {
        await expectConnected(await connect(await byRegistration(t, shape), shape), audience);
      },
    }),
  ),
  ...documented.map(
    ([who, shape, audience, reference]): Case => ({
      name: `${who} signs in by its document and refreshes`,
      requirements: [rowOf(who), 'clients.md §5 Required members', 'CIMD §4'],
      needs: byDocumentNeeds,
      ...(reference === undefined ? {} : { differs: { reference } }),
      async run(t) {
        await expectConnected(await connect(await byDocument(t, shape), shape), audience);
      },
    }),
  ),
];

/** The paths of 2025-03-26, which clients use without asking for metadata. */
function atFallbackPaths(t: Conversation): Conversation {
  const { origin } = new URL(t.issuer);
  return t.assuming({
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
  });
}

const fallbacks: readonly Case[] = (
  [
    ['Claude', shapes.claudeRegistration],
    ['VS Code', shapes.vscodeRegistration],
    ['the MCP SDK', shapes.sdk2Registration],
  ] as const
).map(([who, shape]) => ({
  name: `${who} connects over the fallback paths alone`,
  requirements: [
    'clients.md §8 Fallback paths',
    rowOf(who),
    'protocol.md G-1',
    'clients.md §12 default endpoints without metadata',
  ],
  needs: ['registration', 'aliases', 'refresh', 'resource', 'jwt_access_token'],
  async run(t) {
    const fallback = atFallbackPaths(t);
    const connection = await connect(await byRegistration(fallback, shape), shape);
    await expectConnected(connection, API);
    const managed = stringOf(await register(fallback, shape.metadata), 'registration_client_uri');
    assert.ok(managed.startsWith(`${t.endpoint('registration_endpoint')}/`), 'managed at another path');
  },
}));

const particulars: readonly Case[] = [
  {
    name: 'Claude posts its secret though it registered Basic',
    requirements: ['clients.md §11 Claude web', 'clients.md §7 Basic and post', 'RFC 6749 §2.3.1'],
    needs: byRegistrationNeeds,
    async run(t) {
      const shape = {
        ...shapes.claudeRegistration,
        metadata: {
          ...shapes.claudeRegistration.metadata,
          token_endpoint_auth_method: 'client_secret_basic',
        },
      };
      const known = await byRegistration(t, shape);
      const posting = {
        ...known.t.client(known.clientId),
        token_endpoint_auth_method: 'client_secret_post',
      } as const;
      await expectConnected(await connect({ ...known, t: t.knowing(posting) }, shape), API);
    },
  },
  {
    name: 'Claude registers again when it is told 401 invalid_client, and connects',
    requirements: ['clients.md §11 Claude web', 'clients.md §7 invalid_client', 'RFC 7592 §2.3'],
    needs: ['registration', 'registration_management', 'refresh', 'resource', 'jwt_access_token'],
    async run(t) {
      const shape = shapes.claudeRegistration;
      const first = await connect(await byRegistration(t, shape), shape);
      assert.ok(first.registration);
      expectStatus(await manage(first.registration, { method: 'DELETE' }), 204);
      const token = stringOf(first.refreshed, 'refresh_token');
      expectError(await first.t.refresh(first.clientId, token), 401, 'invalid_client');
      await expectConnected(await connect(await byRegistration(t, shape), shape), API);
    },
  },
  ...(['key', 'neither key nor secret'] as const).map(
    (how): Case => ({
      name: `ChatGPT signs in by its document with its ${how}`,
      requirements: ['clients.md §11 ChatGPT', 'clients.md §5 Authentication', 'CIMD §6.2', 'RFC 7523 §2.2'],
      needs: ['metadata_documents', 'private_key_jwt', 'resource', 'jwt_access_token'],
      differs: {
        reference: { reason: 'it does not read the list of methods', seen: /page 400|401 invalid_client/ },
      },
      async run(t) {
        const site = await openSite(t);
        const key = await newClientKey('RS256');
        const keys = site.publish(() => ({ body: { keys: [key.publicJwk] } }));
        const changes = {
          ...shapes.chatgptDocument.metadata,
          token_endpoint_auth_method: undefined,
          token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
          token_endpoint_auth_signing_alg: 'RS256',
          jwks_uri: keys.url,
        };
        const { t: known, client } = await published(t, { site, changes });
        const { redirectUri: redirect_uri, request } = shapes.chatgptDocument;
        const parameters = { nonce: undefined, redirect_uri, ...request };
        const authorization = await known.authorize({ client: client.client_id, parameters });
        const wish = { clientId: client.client_id, audience: t.issuer };
        const proof = how === 'key' ? await presentAssertion(key, wish) : {};
        const tokens = await known.redeem(authorization, {
          ...shapes.chatgptDocument.tokenRequest,
          ...proof,
        });
        expectStatus(tokens, 200);
        assert.equal((await t.verify(stringOf(tokens, 'access_token'))).payload.aud, API);
      },
    }),
  ),
  {
    name: 'Cursor is answered at each of its three redirect URIs',
    requirements: ['clients.md §11 Cursor', 'clients.md §6 Private-use schemes', 'RFC 8252 §7.1'],
    needs: byRegistrationNeeds,
    differs: { reference: web },
    async run(t) {
      const { metadata } = shapes.cursorRegistration;
      for (const redirectUri of [metadata['redirect_uris']].flat().map(String)) {
        const shape = { ...shapes.cursorRegistration, redirectUri };
        await expectConnected(await connect(await byRegistration(t, shape), shape), API);
      }
    },
  },
  {
    name: 'mcp-remote asks for the whole list of scopes and gets what the resource has',
    requirements: ['clients.md §11 mcp-remote', 'clients.md §8 Never missing', 'clients.md §9 No scope'],
    needs: byRegistrationNeeds,
    differs: { reference: ceiling },
    async run(t) {
      const scope = [t.metadata['scopes_supported']].flat().join(' ');
      const { scope: _registered, ...metadata } = shapes.mcpRemoteRegistration.metadata;
      const shape = { ...shapes.mcpRemoteRegistration, metadata, request: { resource: API, scope } };
      const connection = await connect(await byRegistration(t, shape), shape);
      await expectConnected(connection, API);
      const granted = String(connection.tokens.json['scope']).split(' ');
      for (const name of ['openid', 'read', 'write']) assert.ok(granted.includes(name), `${name} is missing`);
    },
  },
  {
    name: 'Gemini CLI reads the answer it prefers',
    requirements: ['clients.md §11 Gemini CLI', 'RFC 6749 §5.1'],
    needs: byRegistrationNeeds,
    async run(t) {
      const shape = {
        ...shapes.geminiRegistration,
        metadata: { ...shapes.geminiRegistration.metadata, scope: 'read' },
      };
      const { t: known, clientId } = await byRegistration(t, { ...shape, redirectUri: shape.redirectUri });
      const parameters = { nonce: undefined, scope: 'read', resource: FILES };
      const authorization = await known.authorize({ client: clientId, parameters });
      const form = { ...known.redemption(authorization), client_id: clientId };
      const accept = 'application/json, application/x-www-form-urlencoded';
      const answer = await known.post('token_endpoint', form, { accept });
      expectStatus(answer, 200);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/json\b/);
    },
  },
  {
    name: 'the MCP SDK authenticates with Basic that it did not form-encode',
    requirements: [
      'clients.md §11 MCP TypeScript SDK',
      'clients.md §1 Minted ids and secrets',
      'RFC 6749 §2.3.1',
    ],
    needs: byRegistrationNeeds,
    async run(t) {
      const metadata = {
        ...shapes.sdk2Registration.metadata,
        token_endpoint_auth_method: 'client_secret_basic',
      };
      const { t: known, clientId } = await byRegistration(t, { ...shapes.sdk2Registration, metadata });
      const authorization = await known.authorize({ client: clientId, parameters: { scope: 'openid' } });
      const { client_secret = '' } = known.client(clientId);
      const plain = `Basic ${Buffer.from(`${clientId}:${client_secret}`).toString('base64')}`;
      assert.equal(plain, basic(clientId, client_secret));
      const answer = await known.post('token_endpoint', known.redemption(authorization), {
        authorization: plain,
      });
      expectStatus(answer, 200);
    },
  },
  {
    name: 'the MCP SDK finds its fatal members in order',
    requirements: ['clients.md §11 MCP TypeScript SDK', 'clients.md §8 Never missing', 'RFC 8414 §3.3'],
    needs: ['registration'],
    async run(t) {
      const headers = { 'mcp-protocol-version': '2025-11-25', origin: 'http://localhost:6274' };
      const answer = await send(`${t.issuer}/.well-known/oauth-authorization-server`, { headers });
      expectStatus(answer, 200);
      assert.equal(answer.json['issuer'], t.issuer);
      assert.ok(Array.isArray(answer.json['response_types_supported']));
      assert.deepEqual(answer.json['code_challenge_methods_supported'], ['S256']);
      const registration = await register(t, shapes.sdk2Registration.metadata);
      assert.ok(Array.isArray(registration.json['redirect_uris']), 'no redirect URIs');
      assert.ok(!Object.values(registration.json).includes(null), 'a null');
    },
  },
];

export const realClientCases: readonly Case[] = [...connections, ...fallbacks, ...particulars];
