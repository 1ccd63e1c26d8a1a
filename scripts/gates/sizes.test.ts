import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleSources, workspaceSources } from '../sources/sources.ts';
import { oversized } from './sizes.ts';

describe('files and functions', () => {
  it('stay within their limits', () => {
    assert.equal(oversized(workspaceSources()).join('\n'), '');
  });

  it('are refused over a limit in a bad sample', () => {
    const lines = (count: number): string => '// line\n'.repeat(count);
    const sample = sampleSources({
      'packages/engine/src/a.ts': lines(301),
      'packages/engine/src/b.ts': `export function long() {\n${lines(39)}}`,
      'packages/engine/src/c.ts': 'const f = (a: 1, b: 2, c: 3, d: 4) => [a, b, c, d];',
      'packages/engine/src/d.ts': 'class C { m(x: string | boolean, y = true) {} }',
      'packages/engine/test/e.test.ts': lines(401),
    });
    assert.deepEqual(oversized(sample), [
      'packages/engine/src/a.ts: 301 lines, at most 300',
      'packages/engine/src/b.ts:1: long: 41 lines, at most 40',
      'packages/engine/src/c.ts:1: f: 4 parameters, at most 3',
      'packages/engine/src/d.ts:1: m: x: string | boolean is a boolean parameter',
      'packages/engine/src/d.ts:1: m: y = true is a boolean parameter',
      'packages/engine/test/e.test.ts: 401 lines, at most 400',
    ]);
  });

  it('are accepted at the limit', () => {
    const body = '// line\n'.repeat(38);
    const sample = sampleSources({
      'packages/engine/src/a.ts': '// line\n'.repeat(300),
      'packages/engine/src/b.ts': `export function long(a: 1, b: 2, c: 3) {\n${body}}`,
      'packages/engine/src/c.ts': `export const make = () => {\nconst f = () => {\n${body}};\n${body.slice(8)}};`,
      'packages/engine/src/d.ts': 'f((a, b, c, d = true) => [a, b, c, d]);',
      'packages/engine/test/e.test.ts': `export function long(a: boolean) {\n${body.repeat(3)}}`,
    });
    assert.deepEqual(oversized(sample), []);
  });
});
