import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFairTurns } from '../../src/outbound/fair-turns.ts';

const lasting = new AbortController().signal;
const settled = () => new Promise(setImmediate);

function turns({ atOnce = 3, each = 2 } = {}) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const { run } = createFairTurns<string>({
    mayRun: (who, running) =>
      running.length < atOnce && running.filter((other) => other === who).length < each,
    had: (who) => started.filter((name) => name.startsWith(who)).length,
  });
  const start = (name: string, patience = lasting): Promise<string | null> =>
    run(name.charAt(0), patience, () => {
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
  it('give nobody more than the rules allow, and the place that is left to whoever waits', async () => {
    const { start, end, started } = turns();
    const all = ['g1', 'g2', 'g3', 'h1'].map((name) => start(name));
    await settled();
    assert.deepEqual(started, ['g1', 'g2', 'h1']);
    await end('g1');
    assert.deepEqual(started, ['g1', 'g2', 'h1', 'g3']);
    for (const name of ['g2', 'g3', 'h1']) await end(name);
    assert.deepEqual(await Promise.all(all), ['g1', 'g2', 'g3', 'h1']);
  });

  it('come first to whoever had the least', async () => {
    const { start, end, started } = turns({ atOnce: 1 });
    for (const name of ['g1', 'g2', 'g3', 'h1']) void start(name);
    for (const name of ['g1', 'h1', 'g2']) await end(name);
    assert.deepEqual(started, ['g1', 'h1', 'g2', 'g3']);
  });

  it('hold no place for somebody who gave up', async () => {
    const { start, end, started } = turns({ atOnce: 1 });
    void start('a1');
    const impatient = new AbortController();
    const given = start('b1', impatient.signal);
    void start('c1');
    impatient.abort();
    assert.equal(await given, null);
    await end('a1');
    assert.deepEqual(started, ['a1', 'c1']);
    assert.equal(await start('d1', impatient.signal), null);
  });

  it('go on after work that fails', async () => {
    const { run } = turns({ atOnce: 1 });
    await assert.rejects(
      run('a', lasting, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await run('a', lasting, async () => 'next'), 'next');
  });
});
