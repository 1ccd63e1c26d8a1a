/** What somebody writes in TypeScript, one service per adapter. It is compiled against the tarballs, and never run. */

import { createServer } from 'node:http';
import { createGuard, type ProtectOptions } from '@grantor/resource';
import { protect as protectExpress, refusals } from '@grantor/resource/express';
import { protect as protectFetch } from '@grantor/resource/fetch';
import { type AccessVariables, protect as protectHono } from '@grantor/resource/hono';
import { protect as protectMcp } from '@grantor/resource/mcp';
import { protect as protectNode } from '@grantor/resource/node';
import express from 'express';
import { Hono } from 'hono';

const options: ProtectOptions = { resource: 'http://localhost:3000/mcp', issuer: 'http://localhost:8080' };

createServer(protectNode(options, (_request, response, access) => response.end(access?.subject)));

const app = express();
app.use(protectExpress(options));
app.get('/mcp', (request, response) => void response.send(request.access?.subject));
app.use(refusals);

const hono = new Hono<{ Variables: AccessVariables }>();
hono.use(protectHono(options));
hono.get('/mcp', (context) => context.text(context.get('access').subject ?? ''));

export const handle = protectFetch(options, (_request, access) => new Response(access?.subject));
export const tools = protectMcp(options, { fetch: async () => new Response() });
export const guard = createGuard(options);
// @ts-expect-error no option is called like this
export const wrong: ProtectOptions = { isuer: 'http://localhost:8080' };
