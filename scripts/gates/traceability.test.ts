import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { cases, protectedCases } from '../../packages/compliance/src/index.ts';
import { indexOf } from '../citations/requirement-citations.ts';
import { readRequirements } from '../requirements/requirement-files.ts';
import { root } from '../sources/sources.ts';
import { traceabilityDocument } from '../traceability/document.ts';
import { collectEvidence, isShown } from '../traceability/evidence.ts';
import { outdatedReasons, withoutCase } from '../traceability/outside.ts';
import { neededReasons, readReasons, reasonFor } from '../traceability/reasons.ts';
import { ruleTraces, workspaceTraces } from '../traceability/traces.ts';

const path = resolve(root, 'docs/traceability.md');
const workspace = workspaceTraces();
const notShown = workspace.rules.filter((trace) => !isShown(trace));

const sample = readRequirements(
  'protocol.md',
  `# Core
## 8. Tokens
- **TK-1** By a case.
- **TK-2** By a test.
- **TK-3** By nothing.

| input | answer |
|---|---|
| two codes | refused |
| no code | refused |
### 8.1 Exchange
- **TX-1** Not built.
`,
);
const index = indexOf([sample]);
const evidenceOf = collectEvidence(
  [{ name: 'tokens are told apart', requirements: ['protocol.md TK-1', 'RFC 6749 §5.1'] }],
  [
    {
      path: 'packages/engine/test/a.test.ts',
      text: "it('refuses — protocol.md §8 two codes, TK-2; RFC 6749 §5.2');",
    },
    { path: 'packages/engine/src/b.ts', text: '// protocol.md TK-3' },
    { path: 'packages/engine/test/c.test.ts', text: '// protocol.md §8' },
  ],
  index,
);
const reasons = {
  'protocol.md §8.1': 'later: exchange',
  'protocol.md TK-2': 'out of date',
  'protocol.md TK-3': 'hard',
};
const traces = ruleTraces(sample.rules, evidenceOf, reasons);

describe('docs/traceability.md', () => {
  it('is fresh: run node scripts/generate-traceability.ts', () => {
    const fresh = traceabilityDocument(workspace);
    assert.equal(existsSync(path) && readFileSync(path, 'utf8') === fresh, true);
  });

  it('has every rule that no test shows with a reason, and no reason that is out of date', () => {
    const unexplained = notShown.filter(({ reason }) => reason === undefined).map(({ rule }) => rule.name);
    assert.deepEqual(unexplained, []);
    const needed = neededReasons(
      notShown.map(({ rule }) => rule),
      readReasons(),
    );
    assert.deepEqual(readReasons(), needed);
  });

  it('has a case for every rule of advanced.md, or says why none can show it', () => {
    const { rules, inside } = workspace;
    assert.deepEqual(withoutCase(rules, inside), []);
    assert.deepEqual(outdatedReasons(rules, inside), []);
  });

  it('asks for a case where a test alone cites the rule, in advanced.md and nowhere else', () => {
    const [shown, tested] = traces.map(({ rule, cases }) => ({
      cases,
      rule: { ...rule, file: 'advanced.md' },
    }));
    assert.ok(shown !== undefined && tested !== undefined);
    assert.deepEqual(withoutCase([shown, tested], {}), ['protocol.md TK-2']);
    assert.deepEqual(withoutCase([shown, tested], { 'protocol.md TK-2': 'inside' }), []);
    assert.deepEqual(withoutCase(traces, {}), []);
    const reasons = { 'protocol.md TK-1': 'has a case', 'protocol.md TK-2': 'inside', gone: 'x' };
    assert.deepEqual(outdatedReasons([shown, tested], reasons), ['protocol.md TK-1', 'gone']);
  });

  it('takes what a case names for a rule or a chapter, exactly', () => {
    const { rules, chapters } = indexOf(workspace.files);
    const unknown = [...cases, ...protectedCases]
      .flatMap(({ requirements }) => requirements)
      .filter((id) => /^[a-z-]+\.md /.test(id) && !rules.has(id) && !chapters.has(id));
    assert.deepEqual(unknown, []);
  });

  it('counts what cases and tests cite, never what the source or a whole chapter is cited for', () => {
    assert.deepEqual(
      traces.filter(isShown).map(({ rule }) => rule.name),
      ['protocol.md TK-1', 'protocol.md TK-2', 'protocol.md §8 two codes'],
    );
    assert.deepEqual(evidenceOf('RFC 6749 §5.1').cases, ['tokens are told apart']);
    assert.deepEqual(evidenceOf('RFC 6749 §5.2').tests, ['packages/engine/test/a.test.ts']);
  });

  it('gives each rule the reason of its own, of its chapter or of its file', () => {
    const rest = traces.filter((trace) => !isShown(trace)).map(({ rule }) => rule);
    assert.deepEqual(
      rest.map((rule) => [rule.name, reasonFor(rule, reasons)]),
      [
        ['protocol.md TK-3', 'hard'],
        ['protocol.md §8 no code', undefined],
        ['protocol.md TX-1', 'later: exchange'],
      ],
    );
    assert.deepEqual(neededReasons(rest, reasons), {
      'protocol.md TK-3': 'hard',
      'protocol.md §8.1': 'later: exchange',
    });
  });

  it('counts, lists and names what shows each rule', () => {
    const text = traceabilityDocument({
      ...{ files: [sample], rules: traces, sections: [] },
      inside: { 'protocol.md TK-2': 'it is inside' },
    });
    assert.match(text, /\| \[protocol\.md\]\(requirements\/protocol\.md\) \| 6 \| 3 \| 2 \| 1 \|/);
    assert.match(text, /## Built, without a test\n\n- protocol\.md: hard: TK-3\n/);
    assert.match(text, /## Shown by tests of the packages alone\n\n- protocol\.md TK-2: it is inside\n/);
    assert.match(text, /## Not built yet\n\n- protocol\.md: exchange: TX-1\n/);
    assert.match(text, /\| TK-1 \| By a case\. \| tokens are told apart \|/);
    assert.match(text, /\| TK-2 \| .* \| \[a\.test\]\(\.\.\/packages\/engine\/test\/a\.test\.ts\) \|/);
    assert.match(text, /### 8\.1\. Exchange\n/);
  });
});
