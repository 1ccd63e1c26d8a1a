import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'node:test';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Application, call, publish, ways } from './application.ts';
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

describe('the MCP client of the official SDK', () => {
  for (const [kind, identify] of Object.entries(ways)) {
    it(`reaches the tools as a client that ${kind}, and steps up — clients.md §11 MCP TypeScript SDK`, async () => {
      const application = new Application(world, await identify(world));
      const client = await application.connect(example.address);
      assert.deepEqual(
        (await client.listTools()).tools.map(({ name }) => name),
        ['list_notes', 'add_note'],
      );
      assert.match(await call(client, 'list_notes'), /notes|milk/);
      const [request] = application.requests;
      assert.equal(request?.searchParams.get('scope'), 'notes:read');
      assert.equal(request?.searchParams.get('resource'), example.address);

      // RFC 6750 §3.1: the 403 names what is missing; this SDK refreshes first, which never widens
      await assert.rejects(call(client, 'add_note', { note: 'milk' }), StreamableHTTPError);
      application.invalidateCredentials('tokens');
      const wider = await connectWider(application);
      assert.match(await call(wider, 'add_note', { note: 'milk' }), /^Kept\./);
      assert.match(await call(wider, 'list_notes'), /milk/);
      await client.close();
      await wider.close();
    });
  }

  it('is known by its document alone, which is fetched once — clients.md §1 document', async () => {
    const document = await publish(world);
    const application = new Application(world, { kind: 'is a document', url: document.url });
    const client = await application.connect(example.address);
    assert.deepEqual(application.registration, {});
    assert.equal(application.requests[0]?.searchParams.get('client_id'), document.url);
    assert.deepEqual(
      document.asked.map(({ method, headers }) => [method, headers.accept]),
      [['GET', 'application/json']],
    );
    await client.close();
  });

  it('refreshes by itself when its token is refused', async () => {
    const application = new Application(world, { kind: 'registers' });
    const client = await application.connect(example.address);
    const { tokens } = application.stored;
    assert.ok(tokens?.refresh_token);
    application.saveTokens({ ...tokens, access_token: 'spoilt' });
    assert.match(await call(client, 'list_notes'), /notes|milk/);
    assert.notEqual(application.stored.tokens?.access_token, 'spoilt');
    assert.equal(application.requests.length, 1);
    await client.close();
  });

  it('registers anew after its registration was deleted — RFC 7592 §2.3', async () => {
    const application = new Application(world, { kind: 'registers' });
    await (await application.connect(example.address)).close();
    const gone = application.registration;
    const deleted = await fetch(gone['registration_client_uri'] ?? '', {
      method: 'DELETE',
      headers: { authorization: `Bearer ${gone['registration_access_token']}` },
    });
    assert.equal(deleted.status, 204);
    application.saveTokens({ ...application.stored.tokens, access_token: 'gone', token_type: 'Bearer' });
    const client = await application.connect(example.address);
    assert.match(await call(client, 'list_notes'), /notes|milk/);
    assert.notEqual(application.stored.client?.client_id, gone['client_id']);
    await client.close();
  });
});

/** As an application does after a 403: asks with the scopes of the challenge. */
async function connectWider(application: Application) {
  const { auth } = await import('@modelcontextprotocol/sdk/client/auth.js');
  const scope = 'notes:write';
  const asked = await auth(application, { serverUrl: example.address, scope });
  assert.equal(asked, 'REDIRECT');
  await application.finish(example.address, await application.allow());
  try {
    return await application.connect(example.address);
  } catch (error) {
    assert.ok(!(error instanceof UnauthorizedError));
    throw error;
  }
}
