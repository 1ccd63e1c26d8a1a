import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFairTurns } from '../../src/outbound/fair-turns.ts';

const lasting = new AbortController().signal;
const settled = () => new Promise(setImmediate);

function turns({ atOnce = 3, each = 2 } = {}) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const { wait } = createFairTurns<string>({
    mayRun: (who, running) =>
      running.length < atOnce && running.filter((other) => other === who).length < each,
    had: (who) => started.filter((name) => name.startsWith(who)).length,
  });
  const start = async (name: string, patience = lasting): Promise<string | null> => {
    const who = name.charAt(0);
    const turn = wait(who);
    const leave = () => turn.leave(who);
    patience.addEventListener('abort', leave);
    if (patience.aborted) leave();
    if ((await turn.come) === null) return null;
    started.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    turn.end();
    return name;
  };
  const end = async (name: string): Promise<void> => {
    await settled();
    ends.get(name)?.();
    await settled();
  };
  return { start, end, started, wait };
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

  it('come for all who want the same as soon as one of them may have it', async () => {
    const { start, end, started, wait } = turns();
    for (const name of ['g1', 'g2']) void start(name);
    const turn = wait('g');
    assert.equal(turn.isCome, false);
    turn.join('h');
    assert.equal(turn.isCome, true);
    assert.equal(await turn.come, 'h');
    void start('i1');
    await settled();
    assert.deepEqual(started, ['g1', 'g2']);
    turn.end();
    turn.end();
    await settled();
    assert.deepEqual(started, ['g1', 'g2', 'i1']);
    for (const name of ['g1', 'g2', 'i1']) await end(name);
  });

  it('are waited for as long as anybody does', async () => {
    const { start, end, wait } = turns({ atOnce: 1 });
    void start('a1');
    const turn = wait('b');
    turn.join('c');
    turn.leave('b');
    turn.leave('nobody');
    await end('a1');
    assert.equal(await turn.come, 'c');
    const given = wait('b');
    given.leave('b');
    assert.equal(await given.come, null);
    given.join('d');
    turn.end();
    assert.equal(given.isCome, false);
  });
});
