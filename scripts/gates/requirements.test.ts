import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  GATE_SAMPLES,
  indexOf,
  requirementCitations,
  unresolvedRequirements,
} from '../citations/requirement-citations.ts';
import { requirementFiles } from '../requirements/files.ts';
import { readRequirements } from '../requirements/requirement-files.ts';
import { workspaceTexts } from '../sources/texts.ts';

const texts = workspaceTexts().filter(({ path }) => !GATE_SAMPLES.includes(path));

const protocol = readRequirements(
  'protocol.md',
  `# Core
The introduction demands nothing: **not even here**.

## 1. Every endpoint
- **G-1** Paths match exactly.
- **G-2** A wrong method gets 405.
- **G-3** Redirects are 303.

| input | answer |
|---|---|
| **Bodies** | | 
| body > 64 KiB; deep JSON | 413 |
| \`two\` credentials (header, body) | 400 |

A table explains itself.

**Not offered**: passwords.

### 1.1 Tokens
- No name stands here.
`,
);
const security = readRequirements(
  'security.md',
  '# Threats\n## 2. Races\n| id | threat |\n|---|---|\n| R-1 | code, G-1 |\n',
);
const index = indexOf([protocol, security]);

const citedIn = (text: string): readonly string[] =>
  requirementCitations({ path: 'packages/engine/src/a.ts', text }, index).map(
    ({ cited, found, place }) => `${place.split(':')[1]} ${cited}: ${found}`,
  );

describe('docs/requirements', () => {
  it('gives every rule a name of its own', () => {
    const nameless = requirementFiles().flatMap((one) => one.nameless.map((text) => `${one.file}: ${text}`));
    assert.deepEqual(nameless, []);
    const names = requirementFiles().flatMap(({ rules }) => rules.map(({ name }) => name));
    assert.deepEqual(
      names.filter((name, place) => names.indexOf(name) !== place),
      [],
    );
  });

  it('is read rule by rule: by id, by first cell, by bold words', () => {
    assert.deepEqual(
      protocol.rules.map(({ name, text }) => `${name}: ${text}`),
      [
        'protocol.md G-1: Paths match exactly.',
        'protocol.md G-2: A wrong method gets 405.',
        'protocol.md G-3: Redirects are 303.',
        'protocol.md §1 body > 64 KiB: body > 64 KiB; deep JSON | 413',
        'protocol.md §1 two credentials: two credentials (header, body) | 400',
        'protocol.md §1 Not offered: Not offered: passwords.',
      ],
    );
    assert.deepEqual(
      [...protocol.chapters],
      [
        ['1', 'Every endpoint'],
        ['1.1', 'Tokens'],
      ],
    );
    assert.deepEqual(protocol.nameless, ['No name stands here.']);
  });
});

describe('citations of requirements', () => {
  it('lead to a rule or a chapter that exists', () => {
    assert.equal(unresolvedRequirements(texts, indexOf(requirementFiles())).join('\n'), '');
  });

  it('are read with file and id, as a chapter, as a rule of a chapter, in lists, over lines, as a range', () => {
    assert.deepEqual(
      citedIn(`// protocol.md G-1, security R-1
// protocol.md §1.1; protocol.md section 1
// protocol.md §1 two credentials and §1 body > 64 KiB
/** As \`protocol.md\`
 *  §1, G-2 says.
 * protocol.md G-1–G-3 */`),
      [
        '1 protocol.md G-1: rule',
        '1 security.md R-1: rule',
        '2 protocol.md §1.1: chapter',
        '2 protocol.md §1: chapter',
        '3 protocol.md §1 two credentials: rule',
        '3 protocol.md §1 body > 64 KiB: rule',
        '5 protocol.md §1: chapter',
        '5 protocol.md G-2: rule',
        '6 protocol.md G-1: rule',
        '6 protocol.md G-2: rule',
        '6 protocol.md G-3: rule',
      ],
    );
  });

  it('are caught when nothing answers them, and when they name no file', () => {
    assert.deepEqual(
      citedIn(`// protocol.md G-9, §7
// nothing.md G-1
// R-1 alone, where SHA-256 and UTF-8 are no rules
it('protocol.md §1 two credential');`),
      [
        '1 protocol.md G-9: nothing',
        '1 protocol.md §7: nothing',
        '2 nothing.md G-1: nothing',
        '3 no document named: R-1: nothing',
        '4 protocol.md §1: chapter',
      ],
    );
  });

  it('need no file inside the requirements themselves', () => {
    const path = 'docs/requirements/security.md';
    assert.deepEqual(unresolvedRequirements([{ path, text: '| R-1 | as G-1 | R-2 |' }], index), []);
  });
});
