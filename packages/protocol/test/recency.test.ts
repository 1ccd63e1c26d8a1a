import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRecencyMap } from '../src/recency.ts';

describe('recency map', () => {
  it('is bounded by entries, the one written longest ago leaves first', () => {
    const map = createRecencyMap<number>(2);
    for (const key of ['a', 'b', 'a', 'c']) map.set(key, 1);
    assert.deepEqual(
      ['a', 'b', 'c'].map((key) => map.get(key)),
      [1, undefined, 1],
    );
  });

  it('holds what was written last, whatever is written and deleted', () => {
    const step = fc.record({ key: fc.integer({ min: 0, max: 5 }), deleted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const map = createRecencyMap<number>(3);
        let kept: number[] = [];
        for (const { key, deleted } of steps) {
          if (deleted) map.delete(String(key));
          else map.set(String(key), key);
          kept = [...kept.filter((other) => other !== key), ...(deleted ? [] : [key])].slice(-3);
          const held = [0, 1, 2, 3, 4, 5].filter((known) => map.get(String(known)) !== undefined);
          assert.deepEqual(held, kept.toSorted());
        }
      }),
    );
  });

  it('is bounded by weight whatever is written and deleted — security.md L-8', () => {
    const write = fc.record({ key: fc.integer({ min: 0, max: 9 }), weight: fc.integer({ min: 0, max: 12 }) });
    fc.assert(
      fc.property(fc.array(fc.oneof(write, fc.integer({ min: 0, max: 9 })), { maxLength: 60 }), (steps) => {
        const map = createRecencyMap<number>(5, { most: 10, weightOf: (weight) => weight });
        for (const step of steps) {
          if (typeof step === 'number') map.delete(String(step));
          else map.set(String(step.key), step.weight);
          const held = Array.from({ length: 10 }, (_, key) => map.get(String(key)) ?? 0);
          assert.ok(held.reduce((sum, weight) => sum + weight, 0) <= 10);
          assert.ok(map.size <= 5);
          if (typeof step !== 'number' && step.weight <= 10)
            assert.equal(map.get(String(step.key)), step.weight);
        }
      }),
    );
  });

  it('gives up to two lapsed entries back at a time', () => {
    const map = createRecencyMap<number>(9, { most: 9, weightOf: () => 1 });
    for (const key of ['a', 'b', 'c']) map.set(key, 0);
    map.drain((value) => value === 0);
    assert.equal(map.size, 1);
  });
});
