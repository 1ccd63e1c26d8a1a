import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCaches } from '../../src/caches/caches.ts';
import type { Relay } from '../../src/cluster/relay.ts';

/** Workers that hear one another, as by their primary. */
function workersOf(count: number): readonly Relay[] {
  const listeners: ((message: string) => void)[][] = Array.from({ length: count }, () => []);
  return listeners.map((own) => ({
    publish: (message) => {
      for (const others of listeners) if (others !== own) for (const listener of others) listener(message);
    },
    subscribe: (listener) => void own.push(listener),
  }));
}

describe('records in the memory of several workers', () => {
  const stored = new Map<string, string>();
  const workers = workersOf(2).map((relay) => {
    const caches = createCaches({
      ...{ form: 'memory', lifetime: 60_000, entries: 10, relay, clock: () => 0 },
      asked() {},
    });
    const of = (name: 'client' | 'client_document') => {
      const records = caches.of<string, string, string>({ name, read: (row) => row.toUpperCase() });
      return { ...records, get: (key: string) => records.get(key, async () => stored.get(key) ?? null) };
    };
    return { client: of('client'), document: of('client_document'), sizes: caches.sizes };
  });
  const [here, there] = workers;

  it('are another in all of them once one was told — operations.md E-3', async () => {
    stored.set('a b', 'old');
    assert.deepEqual(await Promise.all(workers.map(({ client }) => client.get('a b'))), ['OLD', 'OLD']);
    stored.set('a b', 'new');
    assert.equal(await there?.client.get('a b'), 'OLD');
    await here?.client.forget('a b');
    assert.equal(await there?.client.get('a b'), 'NEW');
    assert.equal(await here?.client.get('a b'), 'NEW');
  });

  it('are forgotten by their own cache alone, and counted by it', async () => {
    await there?.document.get('a b');
    stored.set('a b', 'newest');
    await here?.client.forget('a b');
    assert.equal(await there?.document.get('a b'), 'NEW');
    assert.equal(there?.sizes().get('client'), 0);
    assert.equal(there?.sizes().get('client_document'), 1);
  });
});
