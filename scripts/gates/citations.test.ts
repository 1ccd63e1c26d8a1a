import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue } from '../../packages/compliance/src/index.ts';
import { citationsOf, unresolvedCitations } from '../citations/citations.ts';
import { sampleSources, workspaceSources } from '../sources/sources.ts';

describe('citations in the source', () => {
  it('resolve to an entry of the compliance catalogue', () => {
    const ids = catalogue.map(({ id }) => id);
    assert.equal(unresolvedCitations(workspaceSources(), ids).join('\n'), '');
  });

  it('are read with their document, named short, long, before, or once for several', () => {
    const [source] = sampleSources({
      'packages/engine/src/a.ts': [
        '// RFC 6749 §4.1.2, §5.2 and protocol.md §8.1',
        '// OpenID Connect Core §3.1.2.1; Discovery §3–4',
        '/** As says OAuth 2.1',
        ' * §10.2, see operations K-4, §3. */',
        '// of no document: §9',
      ].join('\n'),
    });
    assert.ok(source);
    assert.deepEqual(
      citationsOf(source).map(({ document, section }) => `${document} §${section}`),
      [
        'RFC 6749 §4.1.2',
        'RFC 6749 §5.2',
        'protocol.md §8.1',
        'Core §3.1.2.1',
        'Discovery §3',
        'OAuth 2.1 §10.2',
        'operations.md §3',
        ' §9',
      ],
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
