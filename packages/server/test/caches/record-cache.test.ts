import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RecordCache } from '../../src/caches/record-cache.ts';

describe('record cache', () => {
  function cached(
    change: {
      entries?: number;
      bytes?: { most: number; of: (value: string) => number };
      mayKeep?: () => boolean;
    } = {},
  ) {
    let now = 0;
    let loads = 0;
    const cache = new RecordCache<string, string>({
      lifetime: 60_000,
      entries: 10,
      clock: () => now,
      chance: () => 0.5,
      ...change,
    });
    const get = (key: string, value: string | null = `${key}!`) =>
      cache.get(key, async () => {
        loads++;
        return value;
      });
    return { cache, get, loads: () => loads, pass: (milliseconds: number) => (now += milliseconds) };
  }

  it('loads a record once while it lives, also when many ask at once — operations.md §8 client', async () => {
    const { get, loads, pass } = cached();
    assert.deepEqual(await Promise.all([get('a'), get('a'), get('a')]), ['a!', 'a!', 'a!']);
    pass(59_999);
    await get('a');
    assert.equal(loads(), 1);
    pass(1);
    await get('a');
    assert.equal(loads(), 2);
  });

  it('remembers unknown keys for five seconds — operations.md E-2', async () => {
    const { get, loads, pass } = cached();
    assert.equal(await get('a', null), null);
    pass(4999);
    assert.equal(await get('a'), null);
    pass(1);
    assert.equal(await get('a'), 'a!');
    assert.equal(loads(), 2);
  });

  it('lets the least recently used go, and unknown keys have a tenth of the space', async () => {
    const { get, loads } = cached({ entries: 2 });
    for (const key of ['a', 'b', 'a', 'c']) await get(key);
    assert.equal(loads(), 3);
    await get('a');
    assert.equal(loads(), 3);
    await get('b');
    assert.equal(loads(), 4);
    await get('x', null);
    await get('y', null);
    await get('x', null);
    assert.equal(loads(), 7);
  });

  it('holds no more bytes than it may, and no record that alone has more — security.md L-8', async () => {
    const { cache, get, loads } = cached({ bytes: { most: 10, of: (value) => value.length } });
    for (const key of ['a', 'b', 'c']) await get(key, '1234');
    assert.equal(cache.size, 2);
    await get('c', 'unused');
    assert.equal(loads(), 3);
    await get('d', '12345678901');
    assert.equal(cache.size, 0);
    await get('d', '1');
    assert.equal(loads(), 5);
  });

  it('drops what has lapsed as others come — security.md L-8', async () => {
    const { cache, get, pass } = cached();
    for (const key of ['a', 'b', 'c', 'd']) await get(key);
    pass(60_000);
    await get('e');
    await get('f');
    assert.equal(cache.size, 2);
  });

  it('does not keep what was read before it was forgotten — operations.md E-3', async () => {
    const { cache, get } = cached();
    const slow = Promise.withResolvers<string>();
    const reading = cache.get('a', () => slow.promise);
    cache.forget('a');
    assert.equal(await get('a', 'new'), 'new');
    slow.resolve('old');
    assert.equal(await reading, 'old');
    assert.equal(await get('a', 'unused'), 'new');
  });

  it('keeps only what was read while changes were heard from beginning to end — operations.md E-3', async () => {
    let isHeard = false;
    const { cache, get } = cached({ mayKeep: () => isHeard });
    const slow = Promise.withResolvers<string>();
    const reading = cache.get('a', () => slow.promise);
    isHeard = true;
    slow.resolve('perhaps old');
    assert.equal(await reading, 'perhaps old');
    assert.equal(await get('a', 'new'), 'new');
    assert.equal(await get('a', 'unused'), 'new');
    isHeard = false;
    await get('b');
    assert.equal(cache.size, 1);
  });

  it('does not keep a failure', async () => {
    const { cache, get } = cached();
    await assert.rejects(cache.get('a', async () => Promise.reject(new Error('down'))));
    assert.equal(await get('a'), 'a!');
  });
});
