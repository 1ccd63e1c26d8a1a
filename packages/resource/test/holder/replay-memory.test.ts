import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Epoch, epoch } from '@grantor/protocol';
import fc from 'fast-check';
import { createReplayMemory } from '../../src/holder/replay-memory.ts';
import { start } from '../world.ts';

/** A memory on a clock that the test moves. */
function memoryOf(capacity: number) {
  const world = { now: start };
  const memory = createReplayMemory(() => world.now, capacity);
  /** Whether a proof issued so long from now is taken; `full`: nobody can tell. */
  const take = (key: string, holder: string, age = 0): boolean | 'full' => {
    try {
      return memory.remember(key, epoch(world.now - age + 300), holder) === true;
    } catch (error) {
      assert.match(String(error), /the memory for DPoP proofs/);
      return 'full';
    }
  };
  return { world, take };
}

describe('the memory for DPoP proofs', () => {
  it('takes each proof once, for as long as it could be used', () => {
    const { world, take } = memoryOf(10);
    assert.equal(take('a', 'ada', -300), true);
    world.now = epoch(start + 600);
    assert.equal(take('a', 'ada', 300), false);
  });

  it('forgets none before its end, of a holder who goes on either', () => {
    const { world, take } = memoryOf(10);
    assert.equal(take('a', 'ada'), true);
    world.now = epoch(start + 300);
    assert.equal(take('b', 'ada'), true);
    assert.equal(take('a', 'ada', 300), false);
  });

  it('serves everybody else while one holder fills it', () => {
    const { take } = memoryOf(1000);
    for (let count = 0; count < 5000; count++) take(`flood ${count}`, 'mallory');
    assert.equal(take('one more', 'mallory'), 'full');
    for (const proof of ['first', 'second']) {
      for (let count = 0; count < 300; count++) {
        assert.equal(take(`${proof} ${count}`, `honest ${count}`), true);
        assert.equal(take(`first ${count}`, `honest ${count}`), false);
      }
    }
  });

  it('serves everybody else while one holder fills it with proofs of times to come', () => {
    const { world, take } = memoryOf(1000);
    for (let second = 0; second < 50; second++) {
      for (let count = 0; count < 100; count++) take(`flood ${second} ${count}`, 'mallory', -300);
      for (let count = 0; count < 5; count++) {
        assert.equal(take(`honest ${second} ${count}`, `honest ${count}`), true);
      }
      world.now = epoch(world.now + 1);
    }
  });

  it('serves those few who hold much while one comes with many keys', () => {
    const { world, take } = memoryOf(1000);
    for (let second = 0; second < 60; second++) {
      for (let key = 0; key < 10; key++) take(`flood ${second} ${key}`, `mallory ${key}`);
      for (let count = 0; count < 8; count++) {
        assert.equal(take(`busy ${second} ${count}`, 'busy', 1), true, `second ${second}`);
      }
      world.now = epoch(world.now + 1);
    }
  });

  it('lets a holder who fills it alone go on with newer proofs', () => {
    const { world, take } = memoryOf(100);
    for (let second = 0; second < 100; second++) {
      for (let count = 0; count < 3; count++) assert.equal(take(`${second} ${count}`, 'busy'), true);
      world.now = epoch(world.now + 1);
    }
  });

  it('forgets nothing of a holder for whom there is room', () => {
    const { world, take } = memoryOf(1000);
    for (let second = 0; second < 2000; second++) {
      assert.equal(take(`${second}`, 'busy'), true);
      assert.equal(take(`${second} late`, 'busy', 250), true);
      world.now = epoch(world.now + 1);
    }
  });

  it('keeps no place for those who left, whoever came first', () => {
    const { world, take } = memoryOf(20);
    for (let second = 0; second < 1000; second += 100) {
      assert.equal(take(`${second}`, 'first'), true);
      assert.equal(take(`${second}`, `${second}`), true);
      world.now = epoch(world.now + 100);
    }
    const newcomers = Array.from({ length: 4 }, (_, index) => take('proof', `newcomer ${index}`));
    assert.deepEqual(newcomers, [true, true, true, true]);
    assert.equal(take('700', 'first', 300), false);
    assert.equal(take('700', '700', 300), false);
  });

  it('takes the proofs of a holder who gave way by the youngest that was forgotten', () => {
    const { take } = memoryOf(7);
    for (const age of [-300, 0, -10]) assert.equal(take(`${age}`, 'ada', age), true);
    for (const name of ['bob', 'eve']) assert.equal(take('proof', name), true);
    assert.equal(take('-300', 'ada', -300), 'full');
    assert.equal(take('new', 'ada', -300), 'full');
  });

  it('refuses everybody new only where every place is another holder', () => {
    const { world, take } = memoryOf(100);
    const taken = Array.from({ length: 200 }, (_, index) => take('proof', `holder ${index}`));
    assert.equal(taken.lastIndexOf(true), 98);
    assert.equal(taken[199], 'full');
    world.now = epoch(start + 301);
    assert.equal(take('proof', 'holder 200'), true);
  });

  const step = fc.record({
    holder: fc.nat(2),
    proof: fc.nat(6),
    age: fc.integer({ min: -300, max: 300 }),
    wait: fc.nat(40),
  });
  it('never takes a proof twice, whatever comes and however little room there is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (steps, capacity) => {
        const { world, take } = memoryOf(capacity);
        const taken = new Map<string, Epoch>();
        for (const { holder, proof, age, wait } of steps) {
          world.now = epoch(world.now + wait);
          // The moment of issue is part of a proof: the same one keeps it
          const key = `${holder} ${proof}`;
          const issued = taken.get(key) ?? epoch(world.now - age);
          if (Math.abs(world.now - issued) > 300) continue;
          const answer = take(key, `holder ${holder}`, world.now - issued);
          if (taken.has(key)) assert.notEqual(answer, true);
          if (answer === true) taken.set(key, issued);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
