import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFairTurns } from '../../src/outbound/fair-turns.ts';

const lasting = new AbortController().signal;
const settled = () => new Promise(setImmediate);

function turns(change: Partial<Parameters<typeof createFairTurns>[0]> = {}) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const { run } = createFairTurns({ atOnce: 3, each: 2, waiting: 6, eachWaiting: 3, ...change });
  const start = (name: string, keys: readonly string[], patience = lasting): Promise<string | null> =>
    run(keys, patience, () => {
      started.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve(name)));
    });
  const end = async (name: string): Promise<void> => {
    await settled();
    ends.get(name)?.();
    await settled();
  };
  return { start, end, started, run };
}

describe('fair turns — security.md S-4', () => {
  it('give one key its share only, and the place it leaves to whoever waits', async () => {
    const { start, end, started } = turns();
    const greedy = ['g1', 'g2', 'g3'].map((name) => start(name, ['greedy']));
    const honest = start('h', ['honest']);
    await settled();
    assert.deepEqual(started, ['g1', 'g2', 'h']);
    await end('g1');
    assert.deepEqual(started, ['g1', 'g2', 'h', 'g3']);
    for (const name of ['g2', 'g3', 'h']) await end(name);
    assert.deepEqual(await Promise.all([...greedy, honest]), ['g1', 'g2', 'g3', 'h']);
  });

  it('pass over those whose keys have no place', async () => {
    const { start, end, started } = turns({ each: 1 });
    void start('a', ['one', 'slow.example']);
    void start('b', ['two']);
    void start('c', ['three']);
    void start('d', ['four', 'slow.example']);
    void start('e', ['five']);
    await end('b');
    assert.deepEqual(started, ['a', 'b', 'c', 'e']);
    await end('a');
    assert.deepEqual(started, ['a', 'b', 'c', 'e', 'd']);
  });

  it('let a bounded number wait, and of one key no more than its part', async () => {
    const { start } = turns();
    const greedy = Array.from({ length: 8 }, (_, index) => start(`g${index}`, ['greedy']));
    assert.deepEqual(await Promise.all(greedy.slice(5)), [null, null, null]);
    void start('a', ['a']);
    for (const key of ['b', 'c', 'd']) void start(key, [key]);
    assert.equal(await start('late', ['late']), null);
  });

  it('hold no place for somebody who gave up — security.md S-4', async () => {
    const { start, end, started } = turns({ atOnce: 1 });
    void start('a', ['a']);
    const impatient = new AbortController();
    const given = start('b', ['b'], impatient.signal);
    void start('c', ['c']);
    impatient.abort();
    assert.equal(await given, null);
    await end('a');
    assert.deepEqual(started, ['a', 'c']);
    assert.equal(await start('d', ['d'], impatient.signal), null);
  });

  it('go on after work that fails', async () => {
    const { run } = turns({ atOnce: 1 });
    await assert.rejects(
      run(['a'], lasting, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await run(['a'], lasting, async () => 'next'), 'next');
  });
});
