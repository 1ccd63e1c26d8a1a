import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { indexOf } from '../citations/requirement-citations.ts';
import { requirementFiles } from '../requirements/files.ts';
import { readRequirements } from '../requirements/requirement-files.ts';
import { root } from '../sources/sources.ts';
import { isLater } from '../traceability/reasons.ts';
import { workspaceTraces } from '../traceability/traces.ts';
import { unansweredThreats } from './threat-model.ts';

const read = (path: string) => ({ path, text: readFileSync(resolve(root, path), 'utf8') });

describe('the threat model', () => {
  it('names for each line a rule that is kept today — distribution.md R-2', () => {
    const later = workspaceTraces().rules.flatMap(({ rule, reason }) =>
      reason !== undefined && isLater(reason) ? [rule.name] : [],
    );
    const model = read('docs/threat-model.md');
    assert.ok(model.text.includes('| rule |'));
    assert.deepEqual(unansweredThreats(model, indexOf(requirementFiles()), new Set(later)), []);
  });

  it('is caught naming none, one that is not there, and one that is not built', () => {
    const index = indexOf([
      readRequirements('security.md', '# T\n## 1. A\n- **F-1** Kept.\n- **F-2** Later.\n'),
    ]);
    const text = `| threat | answer | rule |
|---|---|---|
| **Heading** | | |
| kept | so | security.md F-1 |
| bare | so | |
| wrong | so | security.md F-9 |
| planned | so | security.md F-2 |

| who | can |
|---|---|
| nobody | nothing |
`;
    assert.deepEqual(unansweredThreats({ path: 'a.md', text }, index, new Set(['security.md F-2'])), [
      'a.md:5: bare: no rule is named',
      'a.md:6: wrong: no rule is named',
      'a.md:7: security.md F-2 is not built',
    ]);
  });
});
