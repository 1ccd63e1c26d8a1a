import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederationFault } from '../../src/ports/federation.ts';
import {
  clientClaims,
  createTestEntity,
  exampleSource,
  superiorMetadata,
  type TestEntity,
} from '../../src/testing/index.ts';
import { type ResolverWorld, resolved, resolverWorld, source } from './support.ts';

const failing = (fault: FederationFault) => () => ({ kind: 'failed', fault }) as const;
const configurationAt = ({ id }: TestEntity): string => `${id}/.well-known/openid-federation`;

/** Entities one above the other between the client and the anchor. */
function tower(world: ResolverWorld, height: number): void {
  const { web, anchor, client } = world;
  const levels = Array.from({ length: height }, (_, index) =>
    createTestEntity(`https://level-${index}.example`),
  );
  const all = [client, ...levels, anchor];
  for (const [index, entity] of levels.entries()) {
    const above = all[index + 2] ?? anchor;
    web.configuration(entity, { authority_hints: [above.id], metadata: superiorMetadata(entity) });
  }
  for (const [index, entity] of all.slice(0, -1).entries()) {
    const above = all[index + 1];
    if (above !== undefined) web.statement(above, entity);
  }
  web.configuration(client, { ...clientClaims(world), authority_hints: [all[1]?.id] });
}

describe('a resolution', () => {
  it('goes no higher than six superiors — federation-vci-authlete.md FED-6', async () => {
    const world = resolverWorld();
    tower(world, 5);
    assert.equal(await world.resolve(), `https://level-0.example ${world.anchor.id}`);
    const higher = resolverWorld();
    tower(higher, 6);
    assert.notEqual(await higher.resolve(), `https://level-0.example ${higher.anchor.id}`);
    assert.ok(!higher.web.asked.includes(configurationAt(higher.anchor)));
  });

  it('cuts loops — federation-vci-authlete.md FED-6', async () => {
    const world = resolverWorld();
    const { web, middle, client } = world;
    const other = createTestEntity('https://other.example');
    web.configuration(middle, {
      authority_hints: [other.id, middle.id, client.id],
      metadata: superiorMetadata(middle),
    });
    web.configuration(other, { authority_hints: [middle.id], metadata: superiorMetadata(other) });
    web.statement(other, middle);
    web.statement(middle, other);
    assert.equal(await world.resolve(), 'invalid_trust_anchor');
    assert.equal(web.asked.length, 5);
  });

  it('asks for twenty things at most, and for eight superiors of one entity — federation-vci-authlete.md FED-6', async () => {
    const world = resolverWorld();
    const { web, client } = world;
    const many = Array.from({ length: 40 }, (_, index) => createTestEntity(`https://hint-${index}.example`));
    for (const entity of many) {
      web.configuration(entity, {
        authority_hints: many.map(({ id }) => id),
        metadata: superiorMetadata(entity),
      });
      for (const below of [client, ...many]) web.statement(entity, below);
    }
    web.configuration(client, { ...clientClaims(world), authority_hints: many.map(({ id }) => id) });
    assert.equal(await world.resolve(), 'invalid_trust_chain');
    assert.equal(web.asked.length, 20);
    const flat = resolverWorld();
    const hints = many.map(({ id }) => id);
    flat.web.configuration(flat.client, { ...clientClaims(flat), authority_hints: hints });
    assert.equal(await flat.resolve(), 'invalid_trust_anchor');
    assert.equal(flat.web.asked.length, 1 + 8);
    // A trust anchor is asked first, wherever it stands
    const last = resolverWorld();
    last.web.statement(last.anchor, last.client);
    last.web.configuration(last.client, {
      ...clientClaims(last),
      authority_hints: [...hints, last.anchor.id],
    });
    assert.equal(await last.resolve(), `${last.anchor.id} ${last.anchor.id}`);
  });

  it('takes ten seconds at most, five for each answer — federation-vci-authlete.md FED-6', async () => {
    const world = resolverWorld();
    const { web, harness } = world;
    for (const [url, page] of [...web.pages]) {
      web.pages.set(url, (form) => {
        harness.clock.advance(4);
        return page(form);
      });
    }
    assert.equal(await world.resolve(), 'temporarily_unavailable');
    assert.deepEqual(web.waits, [5000, 5000, 2000]);
  });

  it('says what could not be had — federation-vci-authlete.md FED-15', async () => {
    const codes: [FederationFault, string][] = [
      ['gone', 'not_found'],
      ['unreachable', 'temporarily_unavailable'],
      ['busy', 'temporarily_unavailable'],
      ['forbidden', 'invalid_trust_chain'],
      ['broken', 'invalid_trust_chain'],
    ];
    for (const [fault, code] of codes) {
      const world = resolverWorld();
      world.web.pages.set(configurationAt(world.client), failing(fault));
      assert.equal(await world.resolve(), code, fault);
      const above = resolverWorld();
      above.web.pages.set(configurationAt(above.middle), failing(fault));
      assert.notEqual(await above.resolve(), resolved, fault);
    }
  });

  it('refuses what is too long or too deep', async () => {
    for (const more of [{ x: 'a'.repeat(65_536) }, { x: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) }]) {
      const world = resolverWorld();
      world.web.configuration(world.client, { ...clientClaims(world), ...more });
      assert.notEqual(await world.resolve(), resolved);
    }
  });
});

describe('what was resolved', () => {
  it('is kept until the chain ends — federation-vci-authlete.md FED-6', async () => {
    const world = resolverWorld();
    await world.resolve();
    const before = world.web.asked.length;
    world.harness.clock.advance(86_000);
    assert.equal(await world.resolve(), resolved);
    assert.equal(world.web.asked.length, before);
    world.harness.clock.advance(500);
    assert.equal(await world.resolve(), 'invalid_trust_chain');
    assert.ok(world.web.asked.length > before);
  });

  it('is a failure for a minute — federation-vci-authlete.md FED-6', async () => {
    const world = resolverWorld();
    const page = world.web.pages.get(configurationAt(world.client)) ?? assert.fail();
    world.web.pages.set(configurationAt(world.client), failing('unreachable'));
    assert.equal(await world.resolve(), 'temporarily_unavailable');
    world.web.pages.set(configurationAt(world.client), page);
    world.harness.clock.advance(59);
    assert.equal(await world.resolve(), 'temporarily_unavailable');
    world.harness.clock.advance(2);
    assert.equal(await world.resolve(), resolved);
  });

  it('is nothing where nobody was asked: the next one asks', async () => {
    const world = resolverWorld();
    const page = world.web.pages.get(configurationAt(world.client)) ?? assert.fail();
    world.web.pages.set(configurationAt(world.client), failing('busy'));
    assert.equal(await world.resolve(), 'temporarily_unavailable');
    world.web.pages.set(configurationAt(world.client), page);
    assert.equal(await world.resolve(), resolved);
  });

  it('is resolved once for all that come together — federation-vci-authlete.md FED-6', async () => {
    const world = resolverWorld();
    const all = await Promise.all(Array.from({ length: 50 }, () => world.resolve()));
    assert.deepEqual([...new Set(all)], [resolved]);
    assert.equal(world.web.asked.length, 5);
    assert.deepEqual(world.harness.limits.spent.length, 1);
  });

  it('is not waited for behind another address, whose turn may never come — security.md S-4', async () => {
    const world = resolverWorld();
    const { documents } = world.web.ports;
    const { ask } = documents;
    documents.ask = (request) =>
      request.source.address === source.address ? new Promise(() => {}) : ask(request);
    void world.resolve();
    await new Promise(setImmediate);
    const beside = world.resolver.resolve(
      world.client.id,
      { kind: 'nothing' },
      exampleSource({ address: '192.0.2.2' }),
    );
    const soon = new Promise<null>((resolve) => setTimeout(resolve, 200, null));
    assert.equal((await Promise.race([beside, soon]))?.id, world.client.id);
  });

  it('is nothing that others bear where time went by before anybody could be asked — security.md S-4', async () => {
    for (const isHeldUp of [true, false]) {
      const world = resolverWorld();
      const { documents } = world.web.ports;
      const { ask } = documents;
      documents.ask = async (request) => {
        world.harness.clock.advance(4);
        return { ...(await ask(request)), isHeldUp };
      };
      assert.equal(await world.resolve(), 'temporarily_unavailable');
      documents.ask = ask;
      assert.equal(await world.resolve(), isHeldUp ? resolved : 'temporarily_unavailable');
    }
  });

  it('is paid for by whoever makes us ask — security.md L-8', async () => {
    const world = resolverWorld();
    world.harness.limits.budget = 0;
    assert.equal(await world.resolve(), 'rate_limit_exceeded');
    assert.deepEqual(world.web.asked, []);
    const brought = { kind: 'chain', statements: [] } as const;
    await assert.rejects(world.resolver.resolve(world.client.id, brought, exampleSource()), {
      code: 'rate_limit_exceeded',
    });
    world.harness.limits.budget = 100;
    await world.resolver.resolve(world.client.id, { kind: 'nothing' }, source);
  });
});
