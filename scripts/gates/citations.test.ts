import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue } from '../../packages/compliance/src/index.ts';
import { citationsOf, unresolvedCitations } from '../citations/citations.ts';
import { indexOf, withoutRequirements } from '../citations/requirement-citations.ts';
import { requirementFiles } from '../requirements/files.ts';
import { sampleSources, workspaceSources } from '../sources/sources.ts';

describe('citations of specifications', () => {
  it('resolve to an entry of the compliance catalogue', () => {
    const ids = catalogue.map(({ id }) => id);
    const index = indexOf(requirementFiles());
    const texts = workspaceSources().map((source) => withoutRequirements(source, index));
    assert.equal(unresolvedCitations(texts, ids).join('\n'), '');
  });

  it('are read with their document, named short, long, before, or once for several', () => {
    const [source] = sampleSources({
      'packages/engine/src/a.ts': [
        '// RFC 6749 §4.1.2, §5.2',
        '// OpenID Connect Core §3.1.2.1; Discovery §3–4',
        '/** As says OAuth 2.1',
        ' * §10.2. */',
        '// of no document: §9',
      ].join('\n'),
    });
    assert.ok(source);
    assert.deepEqual(
      citationsOf(source).map(({ document, section }) => `${document} §${section}`),
      ['RFC 6749 §4.1.2', 'RFC 6749 §5.2', 'Core §3.1.2.1', 'Discovery §3', 'OAuth 2.1 §10.2', ' §9'],
    );
  });

  it('are listed when nothing answers them', () => {
    const sample = sampleSources({
      'packages/engine/src/a.ts': '// RFC 6749 §4.1\n// RFC 6749 §4.12\n// see §2',
    });
    assert.deepEqual(unresolvedCitations(sample, ['RFC 6749 §4.1', 'RFC 6749 §2']), [
      'packages/engine/src/a.ts:2: RFC 6749 §4.12',
      'packages/engine/src/a.ts:3: no document named before §2',
    ]);
  });
});
