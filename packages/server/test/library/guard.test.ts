/** Handlers of the application behind the instance inside it, in each adapter of the toolkit (distribution.md L-4, L-5). */

// In a process of its own: @hono/node-server puts its Request and Response in the place of Node's.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { ProtectOptions } from '@grantor/resource';
import { protect as protectExpress } from '@grantor/resource/express';
import { protect as protectFetch } from '@grantor/resource/fetch';
import { type AccessVariables, protect as protectHono } from '@grantor/resource/hono';
import { protect as protectMcp } from '@grantor/resource/mcp';
import { protect as protectNode } from '@grantor/resource/node';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { fastify } from 'fastify';
import { Hono } from 'hono';
import type { LogLine } from '../../src/index.ts';
import { clientRequest, type Embedded, embed } from './embedded.ts';

type Said = { readonly subject: string; readonly clientId: string; readonly scopes: readonly string[] };
type Caller = { readonly [Name in keyof Said]: Said[Name] | null } | null | undefined;

const said = (access: Caller): string => {
  const { subject, clientId, scopes } = access ?? {};
  return JSON.stringify({ subject, clientId, scopes });
};

/** Each is one line around a handler that says who calls. */
const adapters: Readonly<Record<string, (options: ProtectOptions) => RequestListener>> = {
  'node:http': (options) => protectNode(options, (_, response, access) => response.end(said(access))),
  fetch: (options) => getRequestListener(protectFetch(options, (_, access) => new Response(said(access)))),
  Express: (options) =>
    express().get(
      '/api',
      protectExpress(options),
      ({ access }, response) => void response.send(said(access)),
    ),
  Hono: (options) =>
    getRequestListener(
      new Hono<{ Variables: AccessVariables }>().get('/api', protectHono(options), (c) =>
        c.text(said(c.get('access'))),
      ).fetch,
    ),
  Fastify: (options) => {
    const guard = protectExpress(options);
    const app = fastify();
    app.get(
      '/api',
      { onRequest: (request, reply, done) => guard(request.raw, reply.raw, done) },
      async (request) => said((request.raw as { access?: Caller }).access),
    );
    return (request, response) => void app.ready().then(() => app.routing(request, response));
  },
  MCP: (options) =>
    express().get('/api', protectMcp(options), ({ access }, response) => void response.send(said(access))),
};

const issuer = 'https://app.example/auth';
const lines: LogLine[] = [];
let embedded: Embedded;
before(async () => {
  embedded = await embed(issuer, { log: (line) => void lines.push(line) });
});
after(() => embedded.stop());

async function tokenOf(one: Embedded, form: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await one.grantor.fetch(
    clientRequest(`${one.grantor.issuer}/oauth/token`, { grant_type: 'client_credentials', ...form }),
  );
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function serving(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const ask = (url: string, token?: string): Promise<Response> =>
  fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

for (const [name, guarded] of Object.entries(adapters)) {
  describe(`a handler of ${name} behind the instance`, () => {
    // Tokens asked for without a resource are for the issuer
    const options = (scopes: readonly string[]): ProtectOptions => ({
      ...embedded.grantor.guard,
      resource: issuer,
      scopes,
    });

    it('is told subject, client and scopes of who may pass — distribution.md L-5', async () => {
      await serving(guarded(options(['read'])), async (url) => {
        const token = await tokenOf(embedded, { scope: 'read' });
        assert.deepEqual(await (await ask(url, token)).json(), {
          subject: 'client:photo-album',
          clientId: 'photo-album',
          scopes: ['read'],
        });
        assert.equal((await ask(url)).status, 401);
        assert.equal((await ask(url, `${token}x`)).status, 401);
      });
      await serving(guarded(options(['write'])), async (url) => {
        assert.equal((await ask(url, await tokenOf(embedded, { scope: 'read' }))).status, 403);
      });
    });

    it('is closed to a token from the moment it is revoked — distribution.md L-4', async () => {
      await serving(guarded(options([])), async (url) => {
        const token = await tokenOf(embedded);
        assert.equal((await ask(url, token)).status, 200);
        await embedded.grantor.tokens.revoke(token);
        assert.equal((await ask(url, token)).status, 401);
      });
    });
  });
}

describe('the guard of an instance', () => {
  const handler = (one: Embedded, resource: string) =>
    protectFetch({ ...one.grantor.guard, resource }, (_, access) => new Response(said(access)));
  const request = (token: string): Request =>
    new Request('https://app.example/api', { headers: { authorization: `Bearer ${token}` } });

  it('asks nobody over the network — distribution.md L-4', async (test) => {
    const sent = test.mock.method(globalThis, 'fetch');
    assert.equal((await handler(embedded, issuer)(request(await tokenOf(embedded)))).status, 200);
    assert.equal(sent.mock.callCount(), 0);
  });

  it('knows the tokens of no other instance, and none for another resource', async () => {
    const other = await embed('https://other.example/auth');
    assert.equal((await handler(embedded, issuer)(request(await tokenOf(other)))).status, 401);
    assert.equal(
      (await handler(other, 'https://other.example/api')(request(await tokenOf(other)))).status,
      401,
    );
    await other.stop();
  });

  it('has the clock and the log of its instance', async () => {
    let now = Date.UTC(2030, 0, 1);
    const later = await embed('https://later.example/auth', { clock: () => now });
    const guarded = handler(later, later.grantor.issuer);
    const token = await tokenOf(later);
    assert.equal((await guarded(request(token))).status, 200);
    now += 11 * 3600 * 1000;
    assert.equal((await guarded(request(token))).status, 401);
    await later.stop();
    lines.length = 0;
    await handler(embedded, issuer)(request('nonsense'));
    assert.ok(lines.some(({ message }) => message === 'request denied'));
  });

  it('answers 503, and not 401, once its instance is closed', async () => {
    const brief = await embed('https://brief.example/auth');
    const token = await tokenOf(brief);
    const guarded = handler(brief, brief.grantor.issuer);
    await brief.grantor.close();
    assert.equal((await guarded(request(token))).status, 503);
    await brief.stop();
  });
});
