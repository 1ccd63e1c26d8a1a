// In a process of its own: @hono/node-server puts its Request and Response in the place of Node's.

import type { RequestListener } from 'node:http';
import { getRequestListener, serve } from '@hono/node-server';
import express from 'express';
// @ts-expect-error the types of this version are those of its successor
import express4 from 'express4';
import { Hono } from 'hono';
import { protect as protectExpress, refusals } from '../../src/adapters/express.ts';
import { protect as protectFetch } from '../../src/adapters/fetch.ts';
import { type AccessVariables, protect as protectHono } from '../../src/adapters/hono.ts';
import { protect as protectNode } from '../../src/adapters/node.ts';
import type { ProtectOptions } from '../../src/index.ts';
import { type Adapter, adapterContract, overSocket } from './contract.ts';
import { inProcess, serviceOf } from './servers.ts';

function honoService(options: ProtectOptions): Hono<{ Variables: AccessVariables }> {
  const app = new Hono<{ Variables: AccessVariables }>();
  app.use(protectHono(options));
  app.get('/health', (c) => c.text('fine'));
  app.all('/mcp/echo', (c) => new Response(c.req.raw.body));
  app.all('/mcp/write', (c) => {
    c.get('access').require('files:write');
    return c.text('written');
  });
  app.all('/mcp', (c) => c.text(c.get('access')?.subject ?? 'nobody'));
  return app;
}

function expressService(make: typeof express, options: ProtectOptions): RequestListener {
  const app = make();
  app.use(protectExpress(options));
  app.get('/health', (_request, response) => void response.send('fine'));
  app.all('/mcp/echo', (request, response) => void request.pipe(response));
  app.all('/mcp/write', (request, response) => {
    request.access?.require('files:write');
    response.send('written');
  });
  app.all('/mcp', (request, response) => void response.send(request.access?.subject ?? 'nobody'));
  app.use(refusals);
  return app;
}

const fetchService = (options: ProtectOptions) =>
  protectFetch(options, (request, access) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/health') return new Response('fine');
    if (pathname === '/mcp/echo') return new Response(request.body);
    if (pathname === '/mcp/write') {
      access?.require('files:write');
      return new Response('written');
    }
    return new Response(access?.subject ?? 'nobody');
  });

const nodeService = (options: ProtectOptions): RequestListener =>
  protectNode(options, async (request, response, access) => {
    if (request.url === '/health') return response.end('fine');
    if (request.url === '/mcp/echo') return request.pipe(response);
    if (request.url === '/mcp/write') {
      access?.require('files:write');
      return response.end('written');
    }
    return response.end(access?.subject ?? 'nobody');
  });

const adapters: readonly Adapter[] = [
  {
    name: 'Hono in process',
    lines: 'joined',
    cors: 'off',
    start: async (options) => {
      const app = honoService(options);
      return inProcess((request) => app.fetch(request));
    },
  },
  {
    name: 'Hono on Node',
    lines: 'apart',
    cors: 'off',
    async start(options) {
      const app = honoService(options);
      const { promise, resolve } = Promise.withResolvers<number>();
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
      const port = await promise;
      return {
        send: (message) => overSocket(port, message),
        close: async () => void server.close(),
      };
    },
  },
  {
    name: 'Express 5',
    lines: 'apart',
    cors: 'off',
    start: async (options) => serviceOf(expressService(express, options)),
  },
  {
    name: 'Express 4',
    lines: 'apart',
    cors: 'off',
    start: async (options) => serviceOf(expressService(express4, options)),
  },
  {
    name: 'fetch on Node',
    lines: 'apart',
    cors: 'off',
    start: async (options) => serviceOf(getRequestListener(fetchService(options))),
  },
  { name: 'fetch', lines: 'joined', cors: 'off', start: async (options) => inProcess(fetchService(options)) },
  {
    name: 'node:http',
    lines: 'apart',
    cors: 'off',
    start: async (options) => serviceOf(nodeService(options)),
  },
];

for (const adapter of adapters) adapterContract(adapter);
