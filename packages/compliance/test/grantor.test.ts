import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cases, type Result, run } from '../src/index.ts';
import { grantor, ownSettings } from '../src/testing/index.ts';

function failureOf({ case: one, verdict }: Result): readonly string[] {
  return verdict.kind === 'fail' ? [`${one.name}: ${verdict.message}`] : [];
}

describe('grantor target', () => {
  it('fails no case', async () => {
    const { results } = await run(grantor, cases, ownSettings);
    assert.equal(results.length, cases.length);
    assert.deepEqual(results.flatMap(failureOf), []);
  });
});
