import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
// @ts-expect-error the types of this version are those of its successor
import express4 from 'express4';
import { refusals } from '../../src/adapters/express.ts';
import { accessOf, type McpOptions, protect } from '../../src/adapters/mcp.ts';
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
