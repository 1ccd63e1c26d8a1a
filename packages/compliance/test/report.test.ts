import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { report, tally } from '../src/run/report.ts';
import type { Run, Verdict } from '../src/run/runner.ts';

function result(name: string, verdict: Verdict): Run['results'][number] {
  return {
    case: { name, requirements: ['RFC 6749 §5.1'] },
    verdict,
    milliseconds: 12,
  };
}

const finished: Run = {
  target: 'reference',
  results: [
    result('one', { kind: 'pass' }),
    result('two <&">', { kind: 'fail', message: 'expected "a" < b\u0007' }),
    result('three', { kind: 'differs', reason: 'it may', seen: 'got 404' }),
    result('four', { kind: 'not offered', missing: ['grace', 'tokeninfo'] }),
  ],
};

describe('report', () => {
  it('counts verdicts', () => {
    assert.deepEqual(tally(finished), { pass: 1, fail: 1, differs: 1, 'not offered': 1 });
  });

  it('names every case, its requirements and why, as text', () => {
    const text = report([finished], 'text');
    assert.match(text, / ✓ one — RFC 6749 §5\.1/);
    assert.match(text, / ≠ three — RFC 6749 §5\.1\n {6}it may/);
    assert.match(text, / – four — .*\n {6}grace, tokeninfo/);
    assert.match(text, /reference: 1 passed, 1 failed, 1 differ, 1 not offered\n$/);
  });

  it('has one line for each case of several targets, as a table', () => {
    const other: Run = {
      target: 'mine',
      results: finished.results.map((one) => ({ ...one, verdict: { kind: 'pass' } })),
    };
    const lines = report([finished, other], 'table').split('\n');
    assert.deepEqual(lines.slice(0, 4), [
      'reference  mine     ',
      '✓          ✓          one',
      '✗          ✓          two <&">',
      '    reference: expected "a" < b\u0007',
    ]);
    const counts = [
      '1          4          ✓ pass',
      '1          0          ✗ fail',
      '1          0          ≠ differs',
      '1          0          – not offered',
    ];
    const failed = ['', 'reference', '  ✗ two <&"> — RFC 6749 §5.1'];
    assert.deepEqual(lines.slice(-9), [...counts, ...failed, '      expected "a" < b\u0007', '']);
    assert.equal(report([other], 'table').split('\n').at(-2), '0     – not offered');
  });

  it('is readable by programs as JSON', () => {
    const [plain] = JSON.parse(report([finished], 'json'));
    assert.deepEqual(plain.summary, { pass: 1, fail: 1, differs: 1, 'not offered': 1 });
    assert.deepEqual(plain.cases[2], {
      name: 'three',
      requirements: ['RFC 6749 §5.1'],
      milliseconds: 12,
      verdict: 'differs',
      explanation: 'it may',
      seen: 'got 404',
    });
  });

  it('is well-formed JUnit XML, whatever a message holds', () => {
    const xml = report([finished], 'junit');
    assert.match(xml, /<testsuite name="reference" tests="4" failures="1" skipped="2">/);
    assert.match(
      xml,
      /<testcase name="two &lt;&amp;&quot;&gt;".*<failure message="expected &quot;a&quot; &lt; b"\/>/,
    );
    assert.match(xml, /<skipped message="not offered: grace, tokeninfo"\/>/);
    assert.ok(!xml.includes('\u0007'));
  });
});
