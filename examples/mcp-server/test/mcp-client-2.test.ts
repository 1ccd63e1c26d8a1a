/** The client of version 2 of the official SDK, which checks issuers and asks for more by itself. */

import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import {
  Client,
  type OAuthClientProvider,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { Application, ways } from './application.ts';
import { type Example, startExample, startWorld, type World } from './example-server.ts';

let world: World;
let example: Example;

before(async () => {
  world = await startWorld();
  example = await startExample(world.grantor.origin);
});

after(async () => {
  await example.stop();
  await world.stop();
});

const transportOf = (application: Application) =>
  new StreamableHTTPClientTransport(new URL(example.address), {
    authProvider: application as unknown as OAuthClientProvider,
  });

/** Does the work; where the SDK asks for the person, she allows, and the work is done again. */
async function connect(application: Application): Promise<Client> {
  const transport = transportOf(application);
  const client = new Client({ name: 'notes-reader', version: '2.0.0' });
  try {
    await client.connect(transport);
    return client;
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
    await transport.finishAuth(await application.allow());
    return connect(application);
  }
}

describe('the MCP client of version 2 of the official SDK', () => {
  for (const [kind, identify] of Object.entries(ways)) {
    it(`reaches the tools as a client that ${kind}, and steps up — clients.md §11 MCP TypeScript SDK`, async () => {
      const application = new Application(world, await identify(world));
      const client = await connect(application);
      const { tools } = await client.listTools();
      assert.deepEqual(
        tools.map(({ name }) => name),
        ['list_notes', 'add_note'],
      );
      const add = { name: 'add_note', arguments: { note: 'milk' } };
      await assert.rejects(client.callTool(add), UnauthorizedError);
      const [first, more] = application.requests.map(({ searchParams }) => searchParams);
      assert.equal(first?.get('resource'), example.address);
      assert.match(more?.get('scope') ?? '', /notes:write/);
      await transportOf(application).finishAuth(await application.allow());
      const wider = await connect(application);
      assert.match(JSON.stringify(await wider.callTool(add)), /Kept\./);
      await client.close();
      await wider.close();
    });
  }
});
