import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleSources } from '../sources/sources.ts';
import { ran } from './coverage.ts';
import { mutantsOf } from './mutants.ts';

const path = 'packages/engine/src/a.ts';

function wrongsOf(text: string): readonly string[] {
  const [source] = sampleSources({ [path]: text });
  assert.ok(source);
  return mutantsOf(source).map(
    ({ start, end, replacement }) => text.slice(0, start) + replacement + text.slice(end),
  );
}

describe('mutants', () => {
  it('turn each decision of a function round', () => {
    const text = 'function f(a: number) { if (a === 1 && !g(a)) throw new Error(); return a < 2 ? 3 : 4; }';
    assert.deepEqual(wrongsOf(text), [
      text.replace('a === 1 && !g(a)', 'true'),
      text.replace('a === 1 && !g(a)', 'false'),
      text.replace('&&', '||'),
      text.replace('a === 1 && !g(a)', '(a === 1)'),
      text.replace('a === 1 && !g(a)', '(!g(a))'),
      text.replace('===', '!=='),
      text.replace('!g(a)', '(g(a))'),
      text.replace('throw new Error();', ';'),
      text.replace('a < 2 ? 3 : 4', '(3)'),
      text.replace('a < 2 ? 3 : 4', '(4)'),
      text.replace('<', '<='),
    ]);
  });

  it('let lists through, and ask of one member what was asked of all', () => {
    const text = 'const f = (l: number[]) => l.filter((x) => x > 1).every((x) => x >= 2);';
    assert.deepEqual(wrongsOf(text), [
      text.replace('every', 'some'),
      text.replace('l.filter((x) => x > 1)', 'l'),
      text.replace('x > 1', 'x >= 1'),
      text.replace('x >= 2', 'x > 2'),
    ]);
  });

  it('leave out each of several conditions once', () => {
    const text = 'const f = (a: boolean, b: boolean, c: boolean, d: boolean) => (a && b && c) || d;';
    assert.deepEqual(wrongsOf(text), [
      text.replace('||', '&&'),
      text.replace('(a && b && c) || d', '((a && b && c))'),
      text.replace('(a && b && c) || d', '(d)'),
      text.replace('&& c', '|| c'),
      text.replace('a && b && c', '(a && b)'),
      text.replace('&& b', '|| b'),
      text.replace('a && b', '(a)'),
      text.replace('a && b', '(b)'),
    ]);
  });

  it('are seen by whoever runs the left side of an operator, and the right one where that is left out', () => {
    const text = 'const f = (a: boolean, b: boolean) => a && b;';
    const [source] = sampleSources({ [path]: text });
    assert.ok(source);
    assert.deepEqual(
      mutantsOf(source).map(({ decidedAt }) => decidedAt),
      [text.indexOf('a &&'), text.indexOf('b;'), text.indexOf('a &&')],
    );
  });

  it('have names that outlive a change of lines, and tell two alike apart', () => {
    const text = '\n\nconst f = (a: number) => a === 1 || a === 1;';
    const [source] = sampleSources({ [path]: text });
    assert.ok(source);
    assert.deepEqual(
      mutantsOf(source).map(({ name }) => name),
      [
        `${path} f: || → &&`,
        `${path} f: a === 1 || a === 1 → (a === 1)`,
        `${path} f: a === 1 || a === 1 → (a === 1) (2)`,
        `${path} f: === → !==`,
        `${path} f: === → !== (2)`,
      ],
    );
  });
});

describe('what a test file ran', () => {
  it('is what the innermost count around it says', () => {
    const coverage = new Map([
      [
        'a.ts',
        [
          { startOffset: 0, endOffset: 100, count: 1 },
          { startOffset: 20, endOffset: 40, count: 0 },
          { startOffset: 30, endOffset: 35, count: 2 },
        ],
      ],
    ]);
    const runs = (offset: number): boolean => ran(coverage, 'a.ts', offset);
    assert.deepEqual([10, 25, 32, 38, 50].map(runs), [true, false, true, false, true]);
    assert.equal(runs(100), false);
    assert.equal(ran(coverage, 'b.ts', 10), false);
  });
});
