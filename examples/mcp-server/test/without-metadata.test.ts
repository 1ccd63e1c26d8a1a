import { strict as assert } from 'node:assert';
import { createServer, request, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../packages/compliance/src/testing/free-port.ts';
import { Application, call } from './application.ts';
import { type Example, startExample, startWorld, type World } from './example-server.ts';

let world: World;
let example: Example;
let front: Server;
let address: string;

/** Passes everything on but well-known documents, which clients of MCP 2025-03-26 do without. */
const frontOf = (port: number): Server =>
  createServer((incoming, outgoing) => {
    if (incoming.url?.includes('/.well-known/')) {
      outgoing.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not_found"}');
      return;
    }
    const { method, headers, url: path } = incoming;
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });

before(async () => {
  const [outside, inside] = [await freePort(), await freePort()];
  address = `http://127.0.0.1:${outside}/mcp`;
  // Without metadata nobody names a resource, so tokens are for the default audience (clients.md §9)
  const scopes = [{ name: 'notes:read' }, { name: 'notes:write', implies: ['notes:read'] }];
  world = await startWorld({
    environment: { JWT_AUDIENCE: address },
    resources: [{ resource: address, name: 'Notes', scopes }],
  });
  example = await startExample(world.grantor.origin, {
    PORT: String(inside),
    PUBLIC_URL: address,
    RELAY: 'true',
  });
  front = frontOf(inside).listen(outside, '127.0.0.1');
});

after(async () => {
  front.closeAllConnections();
  front.close();
  await example.stop();
  await world.stop();
});

describe('the MCP client of the official SDK, without metadata', () => {
  it('finds authorize, token and register at the origin of the server — clients.md §8 Fallback paths, resource.md §7', async () => {
    const application = new Application(world, { kind: 'registers' });
    const client = await application.connect(address);
    assert.match(await call(client, 'list_notes'), /No notes yet/);
    const [asked] = application.requests;
    assert.deepEqual([asked?.origin, asked?.pathname], [new URL(address).origin, '/authorize']);
    await client.close();
  });
});
