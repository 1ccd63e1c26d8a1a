import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRecencyMap } from '../src/recency.ts';
import { createRefillingLimit, createRefillingTable } from '../src/refilling-limit.ts';

const minute = 60_000;

/** A limit on a clock that the test moves. */
function limitOf(perMinute: number, capacity = 100) {
  let now = 1_000_000;
  const table = createRefillingTable(capacity);
  const limit = createRefillingLimit('test', perMinute, { table, now: () => now });
  return {
    ...limit,
    table,
    wait(milliseconds: number) {
      now += milliseconds;
    },
  };
}

const charges = fc.array(fc.record({ wait: fc.nat(20_000), success: fc.boolean() }), { maxLength: 80 });

describe('a refilling limit', () => {
  it('lets the whole budget pass at once and then refuses with a short wait — operations.md Q-1', () => {
    const limit = limitOf(20);
    for (let count = 0; count < 20; count += 1) assert.ok(limit.charge('a').allowed);
    assert.deepEqual(limit.charge('a'), { allowed: false, retryAfter: 3, limit: 20 });
    limit.wait(3000);
    assert.ok(limit.charge('a').allowed);
    assert.equal(limit.charge('a').allowed, false);
    assert.ok(limit.charge('b').allowed);
  });

  it('says exactly how long to wait, in whole seconds and at least one — operations.md Q-4', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), charges, (perMinute, steps) => {
        const limit = limitOf(perMinute);
        for (const { wait } of steps) {
          limit.wait(wait);
          const charge = limit.charge('a');
          if (charge.allowed) continue;
          assert.ok(Number.isInteger(charge.retryAfter) && charge.retryAfter >= 1);
          limit.wait(charge.retryAfter * 1000);
          assert.ok(limit.charge('a').allowed);
        }
      }),
    );
  });

  it('never lets more failures through than the budget and what has refilled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), charges, (perMinute, steps) => {
        const limit = limitOf(perMinute);
        let elapsed = 0;
        let failures = 0;
        for (const { wait, success } of steps) {
          limit.wait(wait);
          elapsed += wait;
          const charge = limit.charge('a');
          if (!charge.allowed) continue;
          if (success) charge.refund();
          else failures += 1;
          assert.ok(failures <= perMinute + (elapsed * perMinute) / minute + 0.001);
        }
      }),
    );
  });

  it('never refuses those who only succeed — operations.md Q-3', () => {
    fc.assert(
      fc.property(charges, (steps) => {
        const limit = limitOf(1);
        for (const { wait } of steps) {
          limit.wait(wait);
          const charge = limit.charge('a');
          assert.ok(charge.allowed);
          charge.refund();
        }
      }),
    );
  });

  it('charges on entry, so that a parallel flood does not slip through — operations.md Q-3', () => {
    const limit = limitOf(5);
    const flood = Array.from({ length: 50 }, () => limit.charge('a'));
    assert.equal(flood.filter((charge) => charge.allowed).length, 5);
  });

  it('refunds once, and no more than the charge still owes', () => {
    const limit = limitOf(2);
    const first = limit.charge('a');
    limit.charge('a');
    assert.ok(first.allowed);
    first.refund();
    first.refund();
    assert.ok(limit.charge('a').allowed);
    assert.equal(limit.charge('a').allowed, false);

    const late = limitOf(2);
    const slow = late.charge('a');
    late.wait(minute);
    late.charge('a');
    late.charge('a');
    assert.ok(slow.allowed);
    slow.refund();
    assert.equal(late.charge('a').allowed, false);
  });

  it('is off at 0', () => {
    const limit = limitOf(0);
    for (let count = 0; count < 1000; count += 1) assert.ok(limit.charge('a').allowed);
    assert.equal(limit.table.size, 0);
  });

  it('keeps a bounded number of keys and forgets those that owe nothing — operations.md Q-1', () => {
    const limit = limitOf(1, 100);
    for (let key = 0; key < 1000; key += 1) limit.charge(`a${key}`);
    assert.equal(limit.table.size, 100);
    limit.wait(minute);
    for (let key = 0; key < 100; key += 1) limit.charge('b');
    assert.equal(limit.table.size, 1);
  });
});

describe('a recency map', () => {
  it('drops what was written longest ago first', () => {
    const map = createRecencyMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    assert.deepEqual([map.get('a'), map.get('b'), map.get('c')], [3, undefined, 4]);
  });
});
