// In a process of its own: @hono/node-server puts its Request and Response in the place of Node's.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
// @ts-expect-error the types of this version are those of its successor
import express4 from 'express4';
import { Hono } from 'hono';
import { protect as protectExpress, refusals } from '../../src/adapters/express.ts';
import { protect as protectFetch } from '../../src/adapters/fetch.ts';
import { type AccessVariables, protect as protectHono } from '../../src/adapters/hono.ts';
import { accessOf, protect as protectMcp } from '../../src/adapters/mcp.ts';
import { protect as protectNode } from '../../src/adapters/node.ts';
import type { Access } from '../../src/index.ts';
import { createWorld, issuer, resource, signToken } from '../world.ts';
import type { Service } from './contract.ts';
import { inProcess, serviceOf } from './servers.ts';

type Told = Readonly<Record<string, string>>;

/** A service that says so much about CORS before the guard, and so much in what it answers itself. */
type Saying = { readonly before: Told; readonly inside: Told };

const { ports } = createWorld();
const options = { resource, issuer, ports, cors: true };

/** What `/mcp/write` needs is missing. */
const answer = (path: string, access: Access | null | undefined, inside: Told): Response => {
  if (path === '/mcp/write') access?.require('files:write');
  return new Response('served', { headers: inside });
};

const inHono = ({ before: early, inside }: Saying) => {
  const app = new Hono<{ Variables: AccessVariables }>();
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(early)) c.res.headers.set(name, value);
    await next();
  });
  app.use(protectHono(options));
  app.all('*', (c) => answer(c.req.path, c.get('access'), inside));
  return app;
};

const inExpress =
  (make: typeof express, protect: typeof protectExpress | typeof protectMcp) =>
  ({ before: early, inside }: Saying) => {
    const app = make();
    app.use((_request, response, next) => {
      response.set(early);
      next();
    });
    app.use(protect(options));
    app.use((request, response) => {
      if (request.path === '/mcp/write') request.access?.require('files:write');
      response.set(inside).send('served');
    });
    app.use(refusals);
    return app;
  };

const inNode = ({ before: early, inside }: Saying) => {
  const guarded = protectNode(options, (request, response, access) => {
    if (request.url === '/mcp/write') access?.require('files:write');
    // Both ways in which programs give headers
    if (request.url === '/mcp/list') response.writeHead(200, Object.entries(inside).flat());
    else response.writeHead(200, 'fine', inside);
    response.end('served');
  });
  return (...[request, response]: Parameters<typeof guarded>) => {
    for (const [name, value] of Object.entries(early)) response.setHeader(name, value);
    return guarded(request, response);
  };
};

const inFetch = ({ inside }: Saying) =>
  protectFetch(options, (request, access) => answer(new URL(request.url).pathname, access, inside));

const inMcp = ({ inside }: Saying) =>
  protectMcp(options, {
    fetch: (request, { authInfo }) => answer(new URL(request.url).pathname, accessOf(authInfo), inside),
  });

const adapters: Readonly<
  Record<string, { hears: 'all' | 'inside'; start(saying: Saying): Promise<Service> }>
> = {
  'Hono in process': {
    hears: 'all',
    start: async (saying) => {
      const app = inHono(saying);
      return inProcess((request) => app.fetch(request));
    },
  },
  'Hono on Node': {
    hears: 'all',
    start: async (saying) => serviceOf(getRequestListener(inHono(saying).fetch)),
  },
  'Express 5': {
    hears: 'all',
    start: async (saying) => serviceOf(inExpress(express, protectExpress)(saying)),
  },
  'Express 4': {
    hears: 'all',
    start: async (saying) => serviceOf(inExpress(express4, protectExpress)(saying)),
  },
  'node:http': { hears: 'all', start: async (saying) => serviceOf(inNode(saying)) },
  fetch: { hears: 'inside', start: async (saying) => inProcess(inFetch(saying)) },
  MCP: { hears: 'inside', start: async (saying) => inProcess(inMcp(saying)) },
  'MCP on Express 5': {
    hears: 'all',
    start: async (saying) => serviceOf(inExpress(express, protectMcp)(saying)),
  },
  'MCP on Express 4': {
    hears: 'all',
    start: async (saying) => serviceOf(inExpress(express4, protectMcp)(saying)),
  },
};

const own = {
  'access-control-allow-origin': 'https://app.example',
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Mcp-Session-Id, dpop-nonce',
  vary: 'Origin',
};

type Expected = { readonly origin: string | null; readonly exposed: readonly string[] };

const listOf = (value: string | null): readonly string[] =>
  (value ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)
    .sort();

const guards = { origin: '*', exposed: ['dpop-nonce', 'www-authenticate'] };
const merged = {
  origin: own['access-control-allow-origin'],
  exposed: ['dpop-nonce', 'mcp-session-id', 'www-authenticate'],
};

const sayings: readonly (readonly [what: string, saying: Saying, expected: Expected])[] = [
  ['nothing', { before: {}, inside: {} }, guards],
  ['its own before the guard', { before: own, inside: {} }, merged],
  ['its own in its answers', { before: {}, inside: own }, merged],
  ['its own in both', { before: own, inside: own }, merged],
  [
    'that cookies count, for whomever',
    {
      before: { 'access-control-allow-credentials': 'true' },
      inside: { 'access-control-allow-credentials': 'true' },
    },
    { ...guards, origin: null },
  ],
];

describe('what a service says about CORS', () => {
  let authorization: string;
  before(async () => {
    authorization = `Bearer ${await signToken()}`;
  });

  for (const [name, { hears, start }] of Object.entries(adapters)) {
    for (const [what, saying, expected] of sayings) {
      it(`stays as it is beside the guard on ${name} when it is ${what} — resource.md §6`, async () => {
        const service = await start(saying);
        try {
          const isHeardBefore = hears === 'all' && Object.keys(saying.before).length > 0;
          const isHeard = isHeardBefore || Object.keys(saying.inside).length > 0;
          for (const [path, headers, status, isMerged] of [
            ['/mcp', [['authorization', authorization]], 200, isHeard],
            ['/mcp/list', [['authorization', authorization]], 200, isHeard],
            ['/mcp', [], 401, isHeardBefore],
            ['/mcp/write', [['authorization', authorization]], 403, isHeardBefore],
          ] as const) {
            const reply = await service.send({ path, headers });
            assert.equal(reply.status, status);
            const { origin, exposed } = isMerged ? expected : guards;
            assert.equal(reply.headers.get('access-control-allow-origin'), origin, path);
            assert.deepEqual(listOf(reply.headers.get('access-control-expose-headers')), exposed, path);
            assert.equal(
              reply.headers.get('vary')?.includes('Origin') ?? false,
              isMerged && expected === merged,
              path,
            );
          }
        } finally {
          await service.close();
        }
      });
    }
  }

  it('never allows a preflight of every origin beside cookies', async () => {
    const headers = [
      ['origin', 'https://app.example'],
      ['access-control-request-method', 'POST'],
      ['access-control-request-headers', 'authorization'],
    ] as const;
    for (const { hears, start } of Object.values(adapters)) {
      if (hears === 'inside') continue;
      const service = await start({ before: own, inside: {} });
      const reply = await service.send({ method: 'OPTIONS', path: '/mcp', headers });
      await service.close();
      assert.equal(reply.status, 204);
      assert.equal(reply.headers.get('access-control-allow-origin'), 'https://app.example');
      assert.deepEqual(listOf(reply.headers.get('vary')), ['access-control-request-headers', 'origin']);
    }
  });
});

describe('headers of the guard over HTTP/2', () => {
  const server = createHttp2Server(protectNode(options, (_request, response) => response.end('served')));
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  it('are there', async () => {
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ':path': '/mcp', authorization: `Bearer ${await signToken()}` });
    const [headers] = await once(stream, 'response');
    session.destroy();
    assert.equal(headers[':status'], 200);
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['access-control-expose-headers'], 'WWW-Authenticate, DPoP-Nonce');
  });
});
