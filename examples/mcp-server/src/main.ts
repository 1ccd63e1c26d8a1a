/** An MCP server with two tools and two scopes, protected by an authorization server. */

import { protect } from '@grantor/resource/mcp';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { createNotesServer, scopes } from './notes.ts';

const port = Number(process.env['PORT'] ?? 3000);
const resource = process.env['PUBLIC_URL'] ?? `http://localhost:${port}/mcp`;
const issuer = process.env['ISSUER'] ?? 'http://localhost:8080';

const app = express();
app.disable('x-powered-by');
app.use(
  protect({
    resource,
    issuer,
    scopes: [scopes.read],
    scopesSupported: [scopes.read, scopes.write],
    implies: { [scopes.write]: [scopes.read] },
    toolScopes: { add_note: [scopes.write] },
    metadata: { name: 'Notes' },
    relay: process.env['RELAY'] === 'true',
  }),
);

app.all('/mcp', async (request, response) => {
  const server = createNotesServer(request.access?.subject ?? '');
  const transport = new StreamableHTTPServerTransport({});
  response.on('close', () => void server.close());
  // The SDK's class does not meet its own interface under exactOptionalPropertyTypes
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response, request.body);
});

app.listen(port, '127.0.0.1', () => console.log(`${resource} is ready, guarded by ${issuer}`));
