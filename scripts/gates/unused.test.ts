import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleSources, workspaceSources } from '../sources/sources.ts';
import { unusedExports, unwrittenEvents } from './unused.ts';

const workspace = workspaceSources();

describe('what is declared', () => {
  it('is used somewhere', () => {
    assert.equal(unusedExports(workspace).join('\n'), '');
  });

  it('is written, where it is an event of the audit log', () => {
    assert.equal(unwrittenEvents(workspace).join('\n'), '');
  });

  it('is told when nothing uses it', () => {
    const catalogue = 'packages/server/src/telemetry/audit-catalogue.ts';
    const sample = sampleSources({
      'packages/engine/src/a.ts': 'export type Lonely = 1;\nexport const used = 1;',
      'packages/engine/src/b.ts':
        "import { used } from './a.ts';\nexport async function alone() { return used; }",
      [catalogue]: 'export const auditCatalogue = {\n  LOGOUT: 1,\n  NEVER_SAID: 1,\n};',
      'packages/server/src/c.ts': "export const c = ['LOGOUT', auditCatalogue];\nc;",
      'packages/server/test/d.test.ts': "'NEVER_SAID';",
    });
    assert.deepEqual(unusedExports(sample), [
      'packages/engine/src/a.ts: Lonely',
      'packages/engine/src/b.ts: alone',
    ]);
    assert.deepEqual(unwrittenEvents(sample), [`${catalogue}: NEVER_SAID`]);
  });
});
