import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { settle } from '../../src/start/settle.ts';

const youngMegabytes = (): number => {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return (young?.physical_space_size ?? 0) / 2 ** 20;
};

describe('settling', () => {
  it('gives back the memory that only the start needed — performance.md §2 idle memory', () => {
    let kept: object[] = [];
    for (let made = 0; made < 400_000; made++) kept.push({ made });
    kept = [];
    assert.ok(youngMegabytes() > 2, 'this process has not grown, so the test shows nothing');
    settle();
    assert.ok(youngMegabytes() < 2);
    assert.deepEqual(kept, []);
  });

  it('leaves no way to collect behind', () => {
    settle();
    assert.equal(Reflect.get(globalThis, 'gc'), undefined);
  });
});
