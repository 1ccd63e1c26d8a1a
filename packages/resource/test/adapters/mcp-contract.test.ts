// In a process of its own: @hono/node-server puts its Request and Response in the place of Node's.

import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
// @ts-expect-error the types of this version are those of its successor
import express4 from 'express4';
import { refusals } from '../../src/adapters/express.ts';
import { accessOf, type McpOptions, protect } from '../../src/adapters/mcp.ts';
import { createWorld, issuer, resource, signToken } from '../world.ts';
import { adapterContract } from './contract.ts';
import { inProcess, serviceOf } from './servers.ts';

function expressService(make: typeof express, options: McpOptions): RequestListener {
  const app = make();
  app.use(protect(options));
  app.get('/health', (_request, response) => void response.send('fine'));
  app.all('/mcp/echo', (request, response) => void request.pipe(response));
  app.all('/mcp/write', (request, response) => {
    request.access?.require('files:write');
    response.send('written');
  });
  app.all('/mcp', (request, response) => void response.send(request.access?.subject));
  app.use(refusals);
  return app;
}

const fetchService = (options: McpOptions) =>
  protect(options, {
    fetch(request, { authInfo }) {
      const { pathname } = new URL(request.url);
      if (pathname === '/health') return new Response('fine');
      if (pathname === '/mcp/echo') return new Response(request.body);
      if (pathname === '/mcp/write') {
        accessOf(authInfo).require('files:write');
        return new Response('written');
      }
      return new Response(accessOf(authInfo).subject);
    },
  });

for (const [name, make] of [
  ['5', express],
  ['4', express4],
] as const) {
  adapterContract({
    name: `MCP with Express ${name}`,
    lines: 'apart',
    cors: 'on',
    start: async (options) => serviceOf(expressService(make, options)),
  });
}

adapterContract({
  name: 'MCP with fetch',
  lines: 'joined',
  cors: 'on',
  start: async (options) => inProcess(fetchService(options)),
});

adapterContract({
  name: 'MCP with fetch on Node',
  lines: 'apart',
  cors: 'on',
  start: async (options) => serviceOf(getRequestListener(fetchService(options))),
});

describe('a form that a parser took before the guard', () => {
  it('is looked into as the parser left it — resource.md §2', async () => {
    const { ports } = createWorld();
    const app = express();
    app.use(express.urlencoded(), protect({ resource, issuer, ports }));
    app.use((request, response) => void response.json(request.body));
    const service = await serviceOf(app);
    try {
      const headers = [
        ['authorization', `Bearer ${await signToken()}`],
        ['content-type', 'application/x-www-form-urlencoded'],
      ] as const;
      const post = (body: string) => service.send({ method: 'POST', path: '/mcp', headers, body });
      assert.equal((await post('a=b&access_token=x')).status, 400);
      assert.equal((await post('a=access_token')).body, '{"a":"access_token"}');
    } finally {
      await service.close();
    }
  });
});
