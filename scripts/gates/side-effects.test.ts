import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { root, sampleSources, workspaceSources } from '../sources/sources.ts';
import { declaredEffects, undeclaredEffects } from './side-effects.ts';

describe('modules that are imported for what their import does', () => {
  it('are declared by their package, or they would be missing in one file — distribution.md E-1', () => {
    const sources = workspaceSources();
    assert.deepEqual(undeclaredEffects(sources, declaredEffects(sources, root)), []);
  });

  it('are told in a bad sample, and not where something is taken by name or a test wants it', () => {
    const sample = sampleSources({
      'packages/server/src/a/a.ts': "import './b.ts';\nimport '../c.ts';\nimport { d } from './d.ts';\nd();",
      'packages/server/test/a.test.ts': "import '../src/a/b.ts';\nimport 'node:fs';",
    });
    assert.deepEqual(undeclaredEffects(sample, { server: ['./src/c.ts'] }), [
      'packages/server/src/a/a.ts: ./src/a/b.ts',
    ]);
  });
});
