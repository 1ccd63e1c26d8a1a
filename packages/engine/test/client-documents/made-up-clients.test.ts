import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { describe, it } from 'node:test';
import type { FetchedClientDocument } from '../../src/ports/ports.ts';
import { documentUrl, exampleDocument, exampleSource, postForm, served } from '../../src/testing/index.ts';
import { createWorld, expectError, type World } from '../support.ts';

const source = exampleSource();
const look = (world: World, id: string = documentUrl) => world.clients.find(id, source);
const name = async (world: World) => (await look(world))?.name;
const factsOf = (world: World) => world.store.commits.flatMap(({ facts }) => facts.map(({ kind }) => kind));
const publish = (world: World) => void world.documents.pages.set(documentUrl, served(exampleDocument()));

describe('clients that anybody can make up — security.md L-8, S-4', () => {
  const another = (index: number) => `https://client.example/${index}.json`;
  const publishMany = (world: World) => {
    for (let index = 0; index < 5; index += 1) {
      world.documents.pages.set(another(index), served(exampleDocument({ client_id: another(index) })));
    }
  };

  it('are charged to whoever comes with one for the first time, and no more', async () => {
    const world = createWorld();
    publish(world);
    await look(world);
    await look(world);
    world.clock.advance(2 * 3600);
    await look(world);
    assert.equal(world.documents.asked.length, 2);
    assert.deepEqual(world.limits.spent, ['document -']);
  });

  it('are not fetched beyond the budget of the address, while known ones stay known', async () => {
    const world = createWorld();
    publishMany(world);
    world.limits.budget = 2;
    await look(world, another(0));
    await look(world, another(1));
    await assert.rejects(look(world, another(2)), { code: 'rate_limit_exceeded' });
    assert.equal(world.documents.asked.length, 2);
    world.clock.advance(2 * 3600);
    assert.equal((await look(world, another(1)))?.name, 'Published');
  });

  it('are charged once for any number of requests at once', async () => {
    const world = createWorld();
    publish(world);
    await Promise.all([look(world), look(world), look(world)]);
    assert.equal(world.documents.asked.length, 1);
    assert.deepEqual(world.limits.spent, ['document -']);
  });

  it('are refused to whoever cannot pay, not to those who wait beside', async () => {
    const world = createWorld();
    publish(world);
    const { limits } = world;
    const { charge } = limits;
    limits.charge = async (limit, from, client) => {
      await new Promise(setImmediate);
      limits.budget = from.address === source.address ? 0 : 1;
      return charge.call(limits, limit, from, client);
    };
    const refused = look(world);
    const beside = world.clients.find(documentUrl, exampleSource({ address: '192.0.2.2' }));
    await assert.rejects(refused, { code: 'rate_limit_exceeded' });
    assert.equal((await beside)?.name, 'Published');
    assert.equal(world.documents.asked.length, 1);
  });

  it('all spend one budget for failures at the token endpoint, whatever their ids', async () => {
    const world = createWorld();
    publishMany(world);
    for (let index = 0; index < 3; index += 1) {
      const fields = {
        grant_type: 'authorization_code',
        client_id: another(index),
        code: 'x',
        code_verifier: 'y',
      };
      expectError(await world.engine.token(postForm(fields)), 400, 'invalid_grant');
    }
    assert.deepEqual(
      world.limits.spent.filter((entry) => entry.startsWith('token')),
      ['token -', 'token -', 'token -'],
    );
  });

  it('are asked for again at once where nobody could be asked, and a copy stays good', async () => {
    const world = createWorld();
    world.documents.pages.set(documentUrl, () => ({ kind: 'busy' }));
    await assert.rejects(look(world), { name: 'OAuthError', fault: 'unreachable' });
    publish(world);
    assert.equal(await name(world), 'Published');
    world.clock.advance(2 * 3600);
    world.documents.pages.set(documentUrl, () => ({ kind: 'busy' }));
    assert.equal(await name(world), 'Published');
    assert.equal(world.documents.asked.length, 3);
  });

  it('are answered alike to all who wait by one address, who wake once — security.md S-4', async () => {
    const waiting = 300;
    const world = createWorld();
    let answer: (found: FetchedClientDocument) => void = () => {};
    world.documents.pages.set(documentUrl, () => new Promise((resolve) => (answer = resolve)));
    const looks = Array.from({ length: waiting }, () => look(world));
    await new Promise(setImmediate);
    let promises = 0;
    const steps = createHook({
      init(_id, type) {
        if (type === 'PROMISE') promises += 1;
      },
    }).enable();
    answer({ kind: 'busy' });
    const ends = await Promise.allSettled(looks);
    steps.disable();
    assert.deepEqual(
      new Set(ends.map((end) => end.status === 'rejected' && end.reason.code)),
      new Set(['invalid_client']),
    );
    assert.ok(promises < 50 * waiting, String(promises));
    assert.equal(world.documents.asked.length, 1);
  });

  it('are not waited for behind another address, whose turn may never come — security.md S-4', async () => {
    const world = createWorld();
    publish(world);
    const { fetch } = world.documents;
    world.documents.fetch = (url, asking) =>
      asking.source.address === source.address ? new Promise(() => {}) : fetch(url, asking);
    void look(world);
    await new Promise(setImmediate);
    const beside = world.clients.find(documentUrl, exampleSource({ address: '192.0.2.2' }));
    const soon = new Promise<null>((resolve) => setTimeout(resolve, 200, null));
    assert.equal((await Promise.race([beside, soon]))?.name, 'Published');
  });

  it('are written once when they come for several addresses at once', async () => {
    const world = createWorld();
    let answer: (found: FetchedClientDocument) => void = () => {};
    const answered = new Promise<FetchedClientDocument>((resolve) => (answer = resolve));
    world.documents.fetch = () => answered;
    const addresses = Array.from({ length: 20 }, (_, index) => `192.0.2.${index}`);
    const looks = addresses.map((address) => world.clients.find(documentUrl, exampleSource({ address })));
    await new Promise(setImmediate);
    answer({ kind: 'document', text: exampleDocument(), etag: null, freshFor: 3600 });
    const names = (await Promise.all(looks)).map((client) => client?.name);
    assert.deepEqual(new Set(names), new Set(['Published']));
    assert.deepEqual(factsOf(world), ['document_adopted']);
  });
});
