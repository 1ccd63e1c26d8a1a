import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { McpServer as McpServer1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  bearerAuthChallengeResponse,
  createMcpHandler,
  McpServer,
  verifyBearerToken,
} from '@modelcontextprotocol/server';
import express from 'express';
// @ts-expect-error the types of this version are those of its successor
import express4 from 'express4';
import { accessOf, type McpOptions, protect, verifier } from '../../src/adapters/mcp.ts';
import { createWorld, issuer, meta, resource, signToken } from '../world.ts';
import type { Answer, Service } from './contract.ts';
import { inProcess, serviceOf } from './servers.ts';

const text = (content: string) => ({ content: [{ type: 'text' as const, text: content }] });
const open = { description: 'x' };

/** A server whose tool `strict` asks for a scope inside, and whose tool `write` does not. */
function tools1(): McpServer1 {
  const server = new McpServer1({ name: 'test', version: '1' });
  server.registerTool('whoami', open, ({ authInfo }) =>
    text(JSON.stringify({ ...authInfo, token: undefined })),
  );
  server.registerTool('write', open, () => text('written'));
  server.registerTool('strict', open, ({ authInfo }) => {
    accessOf(authInfo).require('files:write');
    return text('strictly');
  });
  return server;
}

function tools2(): McpServer {
  const server = new McpServer({ name: 'test', version: '1' });
  server.registerTool('whoami', open, ({ http }) =>
    text(JSON.stringify({ ...http?.authInfo, token: undefined })),
  );
  server.registerTool('write', open, () => text('written'));
  server.registerTool('strict', open, ({ http }) => {
    accessOf(http?.authInfo).require('files:write');
    return text('strictly');
  });
  return server;
}

type Order = 'no parser' | 'parser before' | 'parser after';

function expressService(make: typeof express, order: Order, options: McpOptions): RequestListener {
  const app = make();
  if (order === 'parser before') app.use(make.json({ type: () => true }));
  app.use(protect(options));
  if (order === 'parser after') app.use(make.json());
  app.all('/mcp', async (request, response) => {
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = tools1();
    response.on('close', () => void server.close());
    await server.connect(transport as Parameters<typeof server.connect>[0]);
    await transport.handleRequest(request, response, order === 'no parser' ? undefined : request.body);
  });
  return app;
}

const json = [
  ['content-type', 'application/json'],
  ['accept', 'application/json, text/event-stream'],
] as const;

const call = (name: unknown, id = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
});

type Sending = { readonly token: string; readonly headers?: readonly (readonly [string, string])[] };

function post(service: Service, body: unknown, { token, headers = json }: Sending): Promise<Answer> {
  const payload =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const lines = [
    ['authorization', `Bearer ${token}`],
    ['content-length', String(payload.length)],
    ...headers,
  ] as const;
  return service.send({ method: 'POST', path: '/mcp', headers: lines, body: payload });
}

/** The JSON of an answer, be it plain or an event. */
const resultOf = ({ body }: Answer) => JSON.parse(/^data: (\{.*)$/m.exec(body)?.[1] ?? body).result;

const kinds: readonly (readonly [string, (options: McpOptions) => Promise<Service>])[] = [
  ['SDK 1.x on Express 5', async (options) => serviceOf(expressService(express, 'no parser', options))],
  [
    'SDK 1.x on Express 5 with a parser before',
    async (options) => serviceOf(expressService(express, 'parser before', options)),
  ],
  [
    'SDK 1.x on Express 5 with a parser after',
    async (options) => serviceOf(expressService(express, 'parser after', options)),
  ],
  ['SDK 1.x on Express 4', async (options) => serviceOf(expressService(express4, 'no parser', options))],
  [
    'SDK 1.x on Express 4 with a parser after',
    async (options) => serviceOf(expressService(express4, 'parser after', options)),
  ],
  ['SDK 2.x', async (options) => inProcess(protect(options, createMcpHandler(tools2)))],
];

for (const [name, start] of kinds) {
  describe(`an MCP server of ${name}`, () => {
    const world = createWorld();
    let service: Service;
    let reader: Sending;
    let writer: Sending;
    before(async () => {
      const { ports } = world;
      service = await start({
        resource,
        issuer,
        scopes: ['files:read'],
        implies: { 'files:all': ['files:read', 'files:write'] },
        toolScopes: { write: ['files:write'] },
        ports,
      });
      reader = { token: await signToken() };
      writer = {
        token: await signToken({ claims: { scope: 'files:all', client_id: undefined, azp: 'c2' } }),
      };
    });
    after(() => service.close());

    it('tells its tools who calls — resource.md §1 MCP AuthInfo', async () => {
      const answer = await post(service, call('whoami'), reader);
      assert.equal(answer.status, 200, answer.body);
      const told = JSON.parse(resultOf(answer).content[0].text);
      assert.deepEqual(
        [told.clientId, told.scopes, told.expiresAt, told.resource, told.extra.subject, told.extra.issuer],
        ['c1', ['files:read'], world.now + 3600, resource, 'u1', issuer],
      );
      const other = JSON.parse(resultOf(await post(service, call('whoami'), writer)).content[0].text);
      assert.deepEqual([other.clientId, other.scopes], ['c2', ['files:all', 'files:read', 'files:write']]);
    });

    it('answers 403 with all scopes to a call of a tool that needs more, before the server runs — resource.md §1 MCP AuthInfo', async () => {
      const answer = await post(service, call('write'), reader);
      assert.equal(answer.status, 403);
      const challenge = answer.headers.get('www-authenticate') ?? '';
      assert.match(
        challenge,
        /^Bearer error="insufficient_scope", .*scope="files:read files:write", resource_metadata=/,
      );
      assert.ok(challenge.endsWith(`resource_metadata="${meta}"`));
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.equal(resultOf(await post(service, call('write'), writer)).content[0].text, 'written');
    });

    it('looks into batches, however deep', async () => {
      for (const batch of [[call('whoami'), call('write', 2)], [[call('write')]], [[[]], [call('write')]]]) {
        assert.equal((await post(service, batch, reader)).status, 403);
      }
    });

    it('makes a tool error of a scope that is missed inside, naming it', async () => {
      const { isError, content } = resultOf(await post(service, call('strict'), reader));
      assert.equal(isError, true);
      assert.match(content[0].text, /files:write/);
      assert.equal(resultOf(await post(service, call('strict'), writer)).content[0].text, 'strictly');
    });

    it('is not called by a message that reads differently to the guard and to the server', async () => {
      const written = JSON.stringify(call('write'));
      const disguises: readonly (readonly [string | Uint8Array, string])[] = [
        [`\ufeff${written}`, 'application/json'],
        [written.replace('"write"', '"\\u0077rite"'), 'application/json'],
        [written.replace('"method"', '"method":"tools/list","method"'), 'application/json'],
        [`  ${written}\n`, 'application/json; charset=utf-8'],
        [Buffer.from(written, 'utf16le'), 'application/json; charset=utf-16le'],
        [written.replace('"method"', '"+AG0-ethod"'), 'application/json; charset=utf-7'],
        [
          `{"method":"tools/list",${written.slice(1).replace('"method"', '"+AG0-ethod"')}`,
          'application/json; charset="utf-7"',
        ],
        [written, 'text/plain'],
        [written, 'application/json;charset=iso-8859-1'],
        [`${written}x`, 'application/json'],
        ['', 'application/json'],
      ];
      for (const [body, type] of disguises) {
        const headers = [['content-type', type], ...json.slice(1)] as const;
        const { status, body: said } = await post(service, body, { ...reader, headers });
        assert.ok([400, 403, 415].includes(status), `${status} ${type} ${body} ${said}`);
        assert.doesNotMatch(said, /written/);
      }
    });

    it('does not look for tools in what nobody prototyped', async () => {
      for (const tool of ['constructor', '__proto__', 'toString', ['write'], { write: 1 }, null, 7]) {
        const { status, body } = await post(service, call(tool), reader);
        assert.notEqual(status, 403);
        assert.doesNotMatch(body, /written/);
      }
    });

    it('takes no compressed body that it cannot look into, and none without end', async () => {
      const headers = [...json, ['content-encoding', 'gzip']] as const;
      const compressed = await post(service, call('whoami'), { ...writer, headers });
      assert.ok([400, 415].includes(compressed.status), String(compressed.status));
      const long = await post(service, JSON.stringify(call('whoami')).padEnd(4_194_305), writer);
      assert.equal(long.status, 413);
    });

    it('asks for a token before it asks for scopes', async () => {
      assert.equal((await post(service, call('write'), { token: 'opaque' })).status, 401);
    });
  });
}

describe('the verifier for the middleware of the SDK', () => {
  const world = createWorld();
  const { ports } = world;
  const options = { resource, issuer, ports };
  const foreign = signToken({ claims: { aud: 'https://other.example' } });

  it('lets requireBearerAuth of SDK 1.x tell good from bad — resource.md §1 …/mcp', async () => {
    const app = express();
    const told = verifier(options, (message) => new InvalidTokenError(message));
    app.use(requireBearerAuth({ verifier: told, requiredScopes: ['files:read'], resourceMetadataUrl: meta }));
    app.get('/mcp', (request, response) => void response.json({ client: request.auth?.clientId }));
    const service = await serviceOf(app);
    try {
      const get = (token: string) =>
        service.send({ path: '/mcp', headers: [['authorization', `Bearer ${token}`]] });
      assert.deepEqual(JSON.parse((await get(await signToken())).body), { client: 'c1' });
      assert.equal((await get(await foreign)).status, 401);
      assert.equal((await get(await signToken({ claims: { scope: 'other' } }))).status, 403);
    } finally {
      await service.close();
    }
  });

  it('lets SDK 2.x tell good from bad, and an outage from both', async () => {
    const ask = async (token: string, asked = verifier(options)) => {
      try {
        return await verifyBearerToken(`Bearer ${token}`, {
          verifier: asked,
          expectedResource: new URL(resource),
        });
      } catch (error) {
        return bearerAuthChallengeResponse(error, { resourceMetadataUrl: meta });
      }
    };
    const info = await ask(await signToken());
    assert.ok(!(info instanceof Response));
    assert.equal(accessOf(info).subject, 'u1');
    const refused = await ask(await foreign);
    assert.ok(refused instanceof Response);
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer error="invalid_token"/);
    const away = createWorld();
    away.served.clear();
    const outage = await ask(await signToken(), verifier({ ...options, ports: away.ports }));
    assert.ok(outage instanceof Response);
    assert.equal(outage.status, 500);
  });

  it('refuses a token bound to a key it cannot see used', async () => {
    const bound = await signToken({ claims: { cnf: { jkt: 'x'.repeat(43) } } });
    await assert.rejects(verifier({ ...options, dpop: 'accepted' }).verifyAccessToken(bound), /not valid/);
  });

  it('needs to know the resource, and takes no unchecked audience', () => {
    assert.throws(() => verifier({ issuer, ports }), /resource must be set/);
    assert.throws(
      () => verifier({ resource, issuers: [{ issuer, audience: 'unchecked' }] }),
      /check the audience/,
    );
  });
});

it('an access is found only behind what protect or verifier made', () => {
  assert.throws(() => accessOf(undefined), TypeError);
  assert.throws(() => accessOf({ token: 't', clientId: 'c', scopes: [] }), TypeError);
});
