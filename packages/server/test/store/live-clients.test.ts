import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client, Fact } from '@grantor/engine';
import { exampleClient } from '@grantor/engine/testing';
import { type ClientId, clientId, instant } from '@grantor/protocol';
import { createEngineStore, type EngineStore } from '../../src/store/engine-store.ts';
import { createLiveClients } from '../../src/store/live-clients.ts';
import { databases, type TestDatabase } from './databases.ts';
import { seedsFor } from './seeds.ts';

for (const { name, open } of databases)
  describe(`clients that another process changes, on ${name} — operations.md E-1`, () => {
    let opened: TestDatabase;
    /** That of a process which hears of nothing. */
    let store: EngineStore;
    let put: (client: Client) => Promise<void>;
    before(async () => {
      opened = await open();
      store = createEngineStore(opened.database);
      const seeds = seedsFor(opened.database, createEngineStore(opened.database));
      put = async (client) => seeds.client(client);
    });
    after(() => opened.close());

    const issued = (id: ClientId): Fact => ({ kind: 'client_token_issued', clientId: id, scope: [] });
    const commit = (...facts: Fact[]) =>
      store.commit({
        facts,
        at: instant(1_800_000_000_000),
        source: { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'POST', path: '/' },
      });

    it('get no token for themselves once they are deactivated, and are read anew', async () => {
      const client = exampleClient({ id: clientId('stale') });
      await put(client);
      assert.equal((await store.findClient(client.id))?.status, 'active');
      await put({ ...client, status: 'inactive' });
      assert.equal((await store.findClient(client.id))?.status, 'active', 'remembered');
      assert.deepEqual(await commit(issued(client.id)), { ok: false, conflict: 'client_token_issued' });
      assert.equal((await store.findClient(client.id))?.status, 'inactive');
    });

    it('are asked for together while a question is under way, and each is told of itself', async () => {
      const { isActive } = createLiveClients(opened.database);
      const ids = Array.from({ length: 150 }, (_, index) => clientId(`many-${index}`));
      for (const [index, id] of ids.entries())
        await put(exampleClient({ id, status: index % 3 === 0 ? 'inactive' : 'active' }));
      const before = opened.database.counts.statements;
      const answers = await Promise.all([...ids, ...ids, clientId('nobody')].map(isActive));
      assert.deepEqual(answers, [...ids, ...ids].map((_, index) => (index % 150) % 3 !== 0).concat(false));
      // The first alone, then as many as go into one
      assert.equal(opened.database.counts.statements - before, 4);
    });
  });
