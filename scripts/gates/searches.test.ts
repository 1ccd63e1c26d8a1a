import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleSources, workspaceSources } from '../sources/sources.ts';
import { HARMLESS_SEARCHES, repeatedSearches } from './searches.ts';

const workspace = workspaceSources();
const harmless = new Set(Object.keys(HARMLESS_SEARCHES));

describe('searches of the product', () => {
  it('read no text once for each of its parts — security.md I-1', () => {
    assert.equal(repeatedSearches(workspace, harmless).join('\n'), '');
  });

  it('are excused only where they exist', () => {
    const found = repeatedSearches(workspace, new Set()).join('\n');
    assert.deepEqual(
      [...harmless].filter((text) => !found.includes(`: ${text} `)),
      [],
    );
  });

  it('are caught where a loop begins them at a position', () => {
    const loop = "export function a(text: string) { for (let at = 0; at < 9; at++) text.indexOf('=', at); }";
    const sample = sampleSources({
      'packages/protocol/src/a.ts': loop,
      'packages/protocol/src/once.ts': "export const once = (text: string) => text.indexOf('=', 1);",
      'packages/protocol/src/parts.ts':
        "export function b(a: string[]) { for (const b of a) b.indexOf('='); }",
      'packages/server/test/a.ts': loop,
    });
    assert.deepEqual(repeatedSearches(sample, new Set()), [
      "packages/protocol/src/a.ts:1: text.indexOf('=', at) may run to the end each time",
    ]);
  });
});
