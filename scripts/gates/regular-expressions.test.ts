import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleSources, workspaceSources } from '../sources/sources.ts';
import { HARMLESS, superLinear } from './regular-expressions.ts';

const workspace = workspaceSources();
const harmless = new Set(Object.keys(HARMLESS));

describe('regular expressions of the product', () => {
  it('take no more steps than their text is long — security.md I-1', () => {
    assert.equal(superLinear(workspace, harmless).join('\n'), '');
  });

  it('are excused only where they exist', () => {
    const found = superLinear(workspace, new Set()).join('\n');
    assert.deepEqual(
      [...harmless].filter((text) => !found.includes(`: ${text} `)),
      [],
    );
  });

  it('are caught where they take more', () => {
    const sample = sampleSources({
      'packages/server/src/a.ts': 'export const a = (text: string) => text.split(/\\s*,\\s*/);',
      'packages/server/src/b.ts': 'export const b = /^(?:a+)+$/;',
      'packages/engine/src/c.ts': 'export const c = /name="[^>]*" lang=/;',
      'packages/engine/src/d.ts': 'export const d = (name: string) => new RegExp(name);',
      'packages/protocol/src/e.ts': 'export const e = /"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"/g;',
      'packages/protocol/src/f.ts': 'export const f = /%.*$/;',
      'packages/protocol/src/fine.ts':
        'export const fine = [/^\\s*a\\s*$/, /[\\s._-]+/g, /"[^"]*"/g, /[ \\t]{0,9}$/, /"(?:[^"\\\\]|\\\\.)*"/y];',
      'packages/server/test/g.ts': 'export const g = /\\s*,\\s*/;',
    });
    assert.deepEqual(superLinear(sample, new Set()), [
      'packages/engine/src/c.ts:1: /name="[^>]*" lang=/ may read [^>]* again from every start',
      'packages/engine/src/d.ts:1: new RegExp(name) is made at run time, where nobody can look at it',
      'packages/protocol/src/e.ts:1: /"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"/g may read (?:\\\\.[^"\\\\]*)* again from every start',
      'packages/protocol/src/f.ts:1: /%.*$/ may take more steps than its text is long',
      'packages/server/src/a.ts:1: /\\s*,\\s*/ may take more steps than its text is long',
      'packages/server/src/b.ts:1: /^(?:a+)+$/ may take more steps than its text is long',
    ]);
  });
});
