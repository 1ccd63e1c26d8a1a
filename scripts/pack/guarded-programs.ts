/** The service of somebody who protects it by the toolkit, in the words of each adapter. */

export type Adapter = 'node' | 'express' | 'hono' | 'fetch';

/** What starts a function from `Request` to `Response` on a port. */
export type Server = 'node' | 'bun' | 'deno' | 'worker';

type Place = { readonly options: object; readonly port: number };

const serve: Readonly<Record<Server, (port: number) => string>> = {
  node: (port) => `
import { serve } from '@hono/node-server';
serve({ fetch: handle, port: ${port}, hostname: '127.0.0.1' });`,
  bun: (port) => `
Bun.serve({ fetch: (request) => handle(request), port: ${port}, hostname: '127.0.0.1' });`,
  deno: (port) => `
Deno.serve({ port: ${port}, hostname: '127.0.0.1' }, (request) => handle(request));`,
  worker: () => `
export default { fetch: (request) => handle(request) };`,
};

/** What every adapter tells by the same names. */
const told = (access: string): string =>
  `[${access}.subject ?? 'nobody', ${access}.clientId, ...${access}.scopes].join(' ')`;

const programs: Readonly<Record<Adapter, (place: Place, server: Server) => string>> = {
  node: ({ options, port }) => `
import { createServer } from 'node:http';
import { protect } from '@grantor/resource/node';
const options = ${JSON.stringify(options)};
createServer(protect(options, (_request, response, access) => response.end(${told('access')}))).listen(${port}, '127.0.0.1');`,
  express: ({ options, port }) => `
import express from 'express';
import { protect, refusals } from '@grantor/resource/express';
const app = express();
app.use(protect(${JSON.stringify(options)}));
app.get('/mcp', (request, response) => response.send(${told('request.access')}));
app.use(refusals);
app.listen(${port}, '127.0.0.1');`,
  hono: ({ options, port }, server) => `
import { Hono } from 'hono';
import { protect } from '@grantor/resource/hono';
const app = new Hono();
app.use(protect(${JSON.stringify(options)}));
app.get('/mcp', (c) => c.text(${told("c.get('access')")}));
const handle = app.fetch;${serve[server](port)}`,
  fetch: ({ options, port }, server) => `
import { protect } from '@grantor/resource/fetch';
const options = ${JSON.stringify(options)};
const handle = protect(options, (_request, access) => new Response(${told('access')}));${serve[server](port)}`,
};

/** The program's text; it answers with the client of the token. */
export const serviceProgram = (adapter: Adapter, server: Server, place: Place): string =>
  `${programs[adapter](place, server).trim()}\n`;

/** Tells which of the samples verify, at any path. A sample is a signature with its key. */
export const algorithmsProgram = (samples: readonly object[], server: Server, port: number): string => `
import { createPublicKey } from 'node:crypto';
import { signatureAlgorithms } from '@grantor/protocol';
const holds = ({ alg, jwk, input, signature }) => {
  const [key, algorithm] = [createPublicKey({ key: jwk, format: 'jwk' }), signatureAlgorithms[alg]];
  return algorithm.accepts(key) && algorithm.verify(input, key, Buffer.from(signature, 'base64url'));
};
const samples = ${JSON.stringify(samples)};
const handle = () => Response.json(samples.filter(holds).map(({ alg }) => alg));${serve[server](port)}
`;
