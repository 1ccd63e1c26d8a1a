import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDeaths } from '../../src/cluster/deaths.ts';

describe('workers that die — operations.md Z-1', () => {
  it('are replaced later and later, until the fifth death of a minute ends all', () => {
    const died = createDeaths();
    const verdicts = [0, 10_000, 20_000, 30_000, 59_999].map(died);
    const pauses = [100, 200, 400, 800].map((after) => ({ kind: 'restart', after }));
    assert.deepEqual(verdicts, [...pauses, { kind: 'give_up' }]);
  });

  it('are replaced at once again when it was long ago', () => {
    const died = createDeaths();
    for (const at of [0, 1, 2, 3]) died(at);
    assert.deepEqual(died(60_002), { kind: 'restart', after: 200 });
    assert.deepEqual(died(200_000), { kind: 'restart', after: 100 });
  });
});
