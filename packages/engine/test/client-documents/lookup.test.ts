import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import type { DocumentFault } from '../../src/model/client-document.ts';
import type { FetchedClientDocument } from '../../src/ports/ports.ts';
import {
  documentUrl,
  exampleClient,
  exampleDocument,
  exampleSource,
  postForm,
  served,
} from '../../src/testing/index.ts';
import { createWorld, expectError, type World } from '../support.ts';

const DAY = 86_400;
const source = exampleSource();
const look = (world: World, id: string = documentUrl) => world.clients.find(id, source);
const name = async (world: World) => (await look(world))?.name;
const fails = (world: World, fault: DocumentFault) =>
  assert.rejects(look(world), { name: 'OAuthError', host: 'client.example', fault });
const factsOf = (world: World) => world.store.commits.flatMap(({ facts }) => facts.map(({ kind }) => kind));

const failing = (fault: Exclude<DocumentFault, 'blocked'>) => (): FetchedClientDocument => ({
  kind: 'failed',
  fault,
});
const publish = (world: World, text = exampleDocument(), change: { etag?: string; freshFor?: number } = {}) =>
  void world.documents.pages.set(documentUrl, served(text, change));
const fail = (world: World, fault: Exclude<DocumentFault, 'blocked'>) =>
  void world.documents.pages.set(documentUrl, failing(fault));

/** A world whose document was looked up once. */
async function knowing(change: { etag?: string; freshFor?: number } = {}): Promise<World> {
  const world = createWorld();
  publish(world, exampleDocument(), change);
  await look(world);
  return world;
}

describe('a client id that is an address', () => {
  it('leads to a stored client first, whatever stands there — clients.md §1 Lookup order', async () => {
    const pinned = exampleClient({ id: clientId(documentUrl), name: 'Pinned' });
    const world = createWorld({ seed: { clients: [pinned] } });
    publish(world);
    assert.equal(await name(world), 'Pinned');
    assert.deepEqual(world.documents.asked, []);
  });

  it('leads to its document, which is kept with its client', async () => {
    const world = await knowing();
    assert.equal(await name(world), 'Published');
    assert.equal(world.documents.asked.length, 1);
    assert.deepEqual(factsOf(world), ['document_adopted']);
    assert.equal((await world.store.findClient(clientId(documentUrl)))?.source, 'document');
  });

  it('leads nowhere while documents are not read, also when the client is stored', async () => {
    const world = await knowing();
    const closed = createWorld({ policy: { clientDocuments: null } });
    publish(closed);
    closed.store.put.client((await look(world)) ?? assert.fail());
    assert.equal(await look(closed), null);
    assert.deepEqual(closed.documents.asked, []);
  });

  it('is refused by policy before anything is fetched — clients.md §5 Document URL', async () => {
    const clientDocuments = { allowedDomains: [], blockedDomains: ['client.example'] };
    const world = createWorld({ policy: { clientDocuments } });
    publish(world);
    await fails(world, 'blocked');
    assert.deepEqual(world.documents.asked, []);
  });

  it('that is not that of a document is an unknown client', async () => {
    const world = createWorld();
    assert.equal(await look(world, 'https://client.example/'), null);
    assert.deepEqual(world.documents.asked, []);
  });

  it('does not overwrite a client that an administrator made meanwhile', async () => {
    const world = createWorld();
    const pinned = exampleClient({ id: clientId(documentUrl), name: 'Pinned' });
    world.documents.pages.set(documentUrl, () => {
      world.store.put.client(pinned);
      return { kind: 'document', text: exampleDocument(), etag: null, freshFor: 3600 };
    });
    assert.equal(await name(world), 'Pinned');
  });
});

describe('the copy of a document', () => {
  it('is used while it is fresh, then the document is asked for again', async () => {
    const world = await knowing({ freshFor: 600 });
    publish(world, exampleDocument({ client_name: 'Changed' }));
    world.clock.advance(599);
    assert.equal(await name(world), 'Published');
    world.clock.advance(1);
    assert.equal(await name(world), 'Changed');
    assert.equal(world.documents.asked.length, 2);
  });

  it('is confirmed by its entity tag, and by the same words', async () => {
    const world = await knowing({ etag: '"1"', freshFor: 60 });
    world.clock.advance(60);
    assert.equal(await name(world), 'Published');
    publish(world, exampleDocument(), { freshFor: 60 });
    world.clock.advance(60);
    assert.equal(await name(world), 'Published');
    assert.deepEqual(factsOf(world), ['document_adopted', 'document_confirmed', 'document_confirmed']);
  });

  it('says which settings changed', async () => {
    const world = await knowing({ freshFor: 60 });
    world.clock.advance(60);
    publish(world, exampleDocument({ client_name: 'Changed', contacts: ['a@client.example'] }));
    await look(world);
    const [, fact] = world.store.commits.flatMap(({ facts }) => facts);
    assert.ok(fact?.kind === 'document_adopted');
    assert.deepEqual(fact.changed?.toSorted(), ['clientName', 'contacts', 'name']);
  });

  it('is fetched once for any number of requests at once', async () => {
    const world = createWorld();
    publish(world);
    const clients = await Promise.all(Array.from({ length: 50 }, () => look(world)));
    assert.ok(clients.every((client) => client?.name === 'Published'));
    assert.equal(world.documents.asked.length, 1);
    assert.equal(world.store.commits.length, 1);
  });

  it('serves for seven days while the document cannot be had — clients.md §5 stale-if-error', async () => {
    const world = await knowing({ freshFor: 60 });
    fail(world, 'unreachable');
    world.clock.advance(60 + 7 * DAY - 1);
    assert.equal(await name(world), 'Published');
    world.clock.advance(1);
    await fails(world, 'unreachable');
    publish(world);
    world.clock.advance(30);
    assert.equal(await name(world), 'Published');
  });

  it('serves while something that is no JSON stands in its place', async () => {
    const world = await knowing({ freshFor: 60 });
    publish(world, '<!doctype html>');
    world.clock.advance(60);
    assert.equal(await name(world), 'Published');
  });

  for (const [what, withdraw, fault] of [
    ['is gone', (world: World) => fail(world, 'gone'), 'gone'],
    ['is too large', (world: World) => fail(world, 'broken'), 'broken'],
    ['breaks a rule', (world: World) => publish(world, exampleDocument({ client_id: 'x' })), 'broken'],
  ] as const) {
    it(`is withdrawn at once when the document ${what} — clients.md §5 stale-if-error`, async () => {
      const world = await knowing({ freshFor: 60, etag: '"1"' });
      withdraw(world);
      world.clock.advance(60);
      await fails(world, fault);
      await fails(world, fault);
      assert.equal((await world.store.findClient(clientId(documentUrl)))?.status, 'inactive');
      fail(world, 'unreachable');
      world.clock.advance(30);
      await fails(world, 'unreachable');
      assert.deepEqual(factsOf(world), ['document_adopted', 'document_withdrawn']);
    });
  }

  it('is a client again when the document is good again', async () => {
    const world = await knowing({ freshFor: 60, etag: '"1"' });
    fail(world, 'gone');
    world.clock.advance(60);
    await fails(world, 'gone');
    publish(world, exampleDocument(), { etag: '"1"' });
    world.clock.advance(30);
    assert.equal((await look(world))?.status, 'active');
  });

  it('stays inactive when an administrator made it so, also after its document was gone', async () => {
    const world = await knowing({ freshFor: 60 });
    const client = await look(world);
    world.store.put.client({ ...(client ?? assert.fail()), status: 'inactive' });
    world.clock.advance(60);
    publish(world, exampleDocument({ client_name: 'Changed' }), { freshFor: 60 });
    assert.equal((await look(world))?.status, 'inactive');
    world.clock.advance(60);
    fail(world, 'gone');
    await fails(world, 'gone');
    publish(world, exampleDocument({ client_name: 'Changed again' }));
    world.clock.advance(30);
    assert.equal((await look(world))?.status, 'inactive');
  });
});

describe('a failure', () => {
  for (const fault of ['unreachable', 'gone', 'forbidden', 'broken'] as const) {
    it(`(${fault}) is remembered for 30 s`, async () => {
      const world = createWorld();
      fail(world, fault);
      await fails(world, fault);
      publish(world);
      world.clock.advance(29);
      await fails(world, fault);
      assert.equal(world.documents.asked.length, 1);
      world.clock.advance(1);
      assert.equal(await name(world), 'Published');
    });
  }

  it('of the store is nobody’s fault', async () => {
    const world = createWorld();
    world.documents.pages.set(documentUrl, () => Promise.reject(new Error('bug')));
    await assert.rejects(look(world), /bug/);
    publish(world);
    assert.equal(await name(world), 'Published');
  });
});

describe('a copy that came with this version', () => {
  const shipped = exampleDocument({ client_name: 'Shipped' });
  const shipping = (): World => {
    const world = createWorld();
    world.documents.shipped.set(documentUrl, shipped);
    return world;
  };

  it('serves only while the document cannot be had, and is overwritten by it — clients.md §5 Shipped copies', async () => {
    const world = shipping();
    assert.equal(await name(world), 'Shipped');
    world.clock.advance(30 * DAY);
    assert.equal(await name(world), 'Shipped');
    publish(world, exampleDocument(), { freshFor: 60 });
    world.clock.advance(30);
    assert.equal(await name(world), 'Published');
    fail(world, 'unreachable');
    world.clock.advance(60);
    assert.equal(await name(world), 'Published');
  });

  it('serves again when the last good copy is too old', async () => {
    const world = shipping();
    publish(world);
    await look(world);
    fail(world, 'unreachable');
    world.clock.advance(8 * DAY);
    assert.equal(await name(world), 'Shipped');
  });

  it('does not serve when the document is gone or broken', async () => {
    for (const fault of ['gone', 'broken'] as const) {
      const world = shipping();
      assert.equal(await name(world), 'Shipped');
      fail(world, fault);
      world.clock.advance(30);
      await fails(world, fault);
      fail(world, 'unreachable');
      world.clock.advance(30);
      await fails(world, 'unreachable');
    }
  });

  it('is replaced by that of a later version', async () => {
    const world = shipping();
    await look(world);
    world.documents.shipped.set(documentUrl, exampleDocument({ client_name: 'Shipped later' }));
    world.clock.advance(30);
    assert.equal(await name(world), 'Shipped later');
  });
});

describe('the back channel', () => {
  const poll = postForm({ grant_type: 'refresh_token', refresh_token: 'grt_x', client_id: documentUrl });

  it('answers 401 for a document that makes no client, 503 for one that cannot be had now — clients.md §5 Unusable document', async () => {
    for (const fault of ['gone', 'broken', 'forbidden'] as const) {
      const world = createWorld();
      fail(world, fault);
      const reply = expectError(await world.engine.token(poll), 401, 'invalid_client');
      assert.equal(reply.headers['www-authenticate'], 'Basic realm="grantor", charset="UTF-8"');
    }
    const reply = expectError(await createWorld().engine.token(poll), 503, 'temporarily_unavailable');
    assert.equal(reply.headers['retry-after'], '30');
  });
});
