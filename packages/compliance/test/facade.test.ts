import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cases, type Result, run } from '../src/index.ts';
import { facade, ownSettings } from '../src/testing/index.ts';

function failureOf({ case: one, verdict }: Result): readonly string[] {
  return verdict.kind === 'fail' ? [`${one.name}: ${verdict.message}`] : [];
}

describe('facade target — federation-vci-authlete.md ATL-28', () => {
  it('fails no case, and differs where that is said alone', async () => {
    const { results } = await run(facade, cases, ownSettings);
    assert.equal(results.length, cases.length);
    assert.deepEqual(results.flatMap(failureOf), []);
  });
});
