import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLink, LinkEnded, type Wire } from '../../src/cluster/link.ts';

type Talk = {
  readonly double: { readonly said: number; readonly answer: number };
  readonly note: { readonly said: string; readonly answer: unknown };
};

/** Two ends of one wire; what it carried, message by message. */
function pair() {
  const carried: string[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const end = (own: 0 | 1): Wire => ({
    send(message) {
      const text = JSON.stringify(message);
      carried.push(text);
      setImmediate(() => listeners[1 - own]?.(JSON.parse(text)));
    },
    onMessage: (listener) => {
      listeners[own] = listener;
    },
  });
  return { near: createLink<Talk, Talk>(end(0)), far: createLink<Talk, Talk>(end(1)), carried };
}

describe('the link between a worker and its primary — operations.md Z-1', () => {
  it('answers each question by itself, and carries those of one turn together', async () => {
    const { near, far, carried } = pair();
    far.on('double', async (number) => number * 2);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => near.ask('double', index)));
    assert.deepEqual(
      answers,
      Array.from({ length: 50 }, (_, index) => index * 2),
    );
    assert.equal(carried.length, 2, 'one message there, one back');
  });

  it('keeps the order of what is told', async () => {
    const { near, far } = pair();
    const notes: string[] = [];
    far.on('note', (text) => notes.push(text));
    far.on('double', (number) => number * 2);
    for (const text of ['a', 'b', 'c']) near.tell('note', text);
    await near.ask('double', 1);
    assert.deepEqual(notes, ['a', 'b', 'c']);
  });

  it('fails a question that the other side cannot answer, or does not know', async () => {
    const { near, far } = pair();
    await assert.rejects(near.ask('double', 1), LinkEnded);
    far.on('double', () => Promise.reject(new Error('no')));
    await assert.rejects(near.ask('double', 1), LinkEnded);
    near.tell('note', 'nobody hears it');
    far.on('double', (number) => number);
    assert.equal(await near.ask('double', 3), 3);
  });

  it('fails what waits for an answer once the other side is gone', async () => {
    const { near, far } = pair();
    far.on('double', () => new Promise<number>(() => {}));
    const asked = near.ask('double', 1);
    near.ended();
    await assert.rejects(asked, LinkEnded);
  });
});
