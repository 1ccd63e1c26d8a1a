import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { protectedCases } from '../src/protected/cases/index.ts';
import { runCases } from '../src/run/runner.ts';
import { sdkServices, toolkitServices } from '../src/testing/index.ts';

describe('a protected URL', () => {
  for (const target of [sdkServices, ...toolkitServices]) {
    it(`fails no case: ${target.name} — resource.md §10 Black-box suite`, async () => {
      const { results } = await runCases(target, protectedCases);
      assert.equal(results.length, protectedCases.length);
      const failures = results.flatMap(({ case: one, verdict }) =>
        verdict.kind === 'fail' ? [`${one.name}: ${verdict.message}`] : [],
      );
      assert.deepEqual(failures, []);
    });
  }
});
