import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { root, sampleSources, workspaceSources } from '../sources/sources.ts';
import { declaredEntries, forbiddenImports } from './arrows.ts';
import { importCycles } from './cycles.ts';
import { folderCircles } from './floors.ts';

const workspace = workspaceSources();

describe('arrows between packages', () => {
  it('go only where the table of packages leads', () => {
    assert.equal(forbiddenImports(workspace, declaredEntries(root)).join('\n'), '');
  });

  it('are refused in a bad sample', () => {
    const sample = sampleSources({
      'packages/protocol/src/a.ts': "import type { Engine } from '@grantor/engine';\nexport type A = Engine;",
      'packages/engine/src/b.ts': "export { x } from '../../protocol/src/x.ts';\nimport 'node:fs';",
      'packages/engine/src/c.ts': "export type H = import('hono').Hono;",
      'packages/server/src/d.ts': "import { memoryStore } from '@grantor/engine/testing';\nmemoryStore();",
      'packages/server/src/e.ts': "const x = await import('@grantor/protocol/src/secret.ts');",
      'packages/engine/src/g.ts': "import { memoryStore } from './testing/memory-store.ts';\nmemoryStore();",
      'packages/compliance/test/f.ts': "import '@grantor/protocol';",
    });
    assert.deepEqual(forbiddenImports(sample, { engine: ['testing'] }), [
      'packages/compliance/test/f.ts:1: @grantor/protocol: compliance imports none of ours',
      'packages/engine/src/b.ts:1: ../../protocol/src/x.ts: leaves its package by a relative path',
      'packages/engine/src/b.ts:2: node:fs: engine does without this part of the platform',
      'packages/engine/src/c.ts:1: hono: engine does without this library',
      'packages/engine/src/g.ts:1: ./testing/memory-store.ts: takes a test into the product',
      'packages/protocol/src/a.ts:1: @grantor/engine: protocol may not import engine',
      'packages/server/src/d.ts:1: @grantor/engine/testing: takes a testing entry into the product',
      'packages/server/src/e.ts:1: @grantor/protocol/src/secret.ts: enters a package beside its index',
    ]);
  });

  it('are allowed in a good sample, tests reaching for the testing entry included', () => {
    const sample = sampleSources({
      'packages/server/src/a.ts': "import { x } from '@grantor/engine';\nimport { Hono } from 'hono/tiny';",
      'packages/server/src/b.ts': "import type { x } from '@grantor/protocol/authlete';",
      'packages/server/test/a.test.ts':
        "import { memoryStore } from '@grantor/engine/testing';\nimport 'fast-check';",
    });
    assert.deepEqual(forbiddenImports(sample, { engine: ['testing'], protocol: ['authlete'] }), []);
  });
});

describe('files of a package', () => {
  it('never import each other in a ring', () => {
    assert.equal(importCycles(workspace).join('\n'), '');
  });

  it('are caught in a ring of a bad sample, type-only imports included', () => {
    const sample = sampleSources({
      'packages/engine/src/a.ts': "import type { B } from './b.ts';\nexport type A = B;",
      'packages/engine/src/b.ts': "export type { C as B } from './c.ts';",
      'packages/engine/src/c.ts': "import type { A } from './a.ts';\nexport type C = A;",
    });
    assert.deepEqual(importCycles(sample), [
      'packages/engine/src/a.ts → packages/engine/src/b.ts → packages/engine/src/c.ts → packages/engine/src/a.ts',
    ]);
  });
});

describe('folders of a package', () => {
  it('are imported only from above', () => {
    assert.equal(folderCircles(workspace).join('\n'), '');
  });

  it('are caught holding each other in a bad sample, through a third one and by a type too', () => {
    const sample = sampleSources({
      'packages/engine/src/start.ts': "import './grants/a.ts';",
      'packages/engine/src/grants/a.ts': "import './b.ts';\nimport '../tokens/c.ts';",
      'packages/engine/src/grants/b.ts': 'export type B = 1;',
      'packages/engine/src/tokens/c.ts': "import '../model/e.ts';\nimport '../clients/d.ts';",
      'packages/engine/src/clients/d.ts': "import type { B } from '../grants/b.ts';\nexport type D = B;",
      'packages/engine/src/model/e.ts': 'export type E = 1;',
    });
    const folder = (name: string): string => `packages/engine/src/${name}`;
    assert.deepEqual(folderCircles(sample), [
      `${folder('clients/d.ts')}:1: ${folder('clients')} ⇄ ${folder('grants')} (${folder('grants/b.ts')})`,
      `${folder('grants/a.ts')}:2: ${folder('grants')} ⇄ ${folder('tokens')} (${folder('tokens/c.ts')})`,
      `${folder('tokens/c.ts')}:2: ${folder('tokens')} ⇄ ${folder('clients')} (${folder('clients/d.ts')})`,
    ]);
  });
});
