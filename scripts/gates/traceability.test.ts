import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import type { Requirement } from '../../packages/compliance/src/catalogue/requirement.ts';
import { cases, catalogue, protectedCases } from '../../packages/compliance/src/index.ts';
import { root, sampleSources, workspaceSources } from '../sources/sources.ts';
import { traceabilityDocument, traces } from '../traceability/document.ts';

const path = resolve(root, 'docs/traceability.md');

const requirement = (id: string, level: Requirement['level']): Requirement => {
  const [spec = '', section = ''] = id.split(/ §?(?=[^ ]*$)/);
  return { id, spec, section, level, statement: `${id} holds.`, proof: 'case' };
};

describe('docs/traceability.md', () => {
  it('is fresh: run node scripts/generate-traceability.ts', () => {
    const fresh = traceabilityDocument(traces(catalogue, [...cases, ...protectedCases], workspaceSources()));
    assert.equal(existsSync(path) && readFileSync(path, 'utf8') === fresh, true);
  });

  it('names every MUST that no test shows', () => {
    const sample = traces(
      [
        requirement('RFC 6749 §5.1', 'MUST'),
        requirement('RFC 6749 §5.2', 'MUST'),
        requirement('RFC 6749 §6', 'MUST'),
        requirement('protocol.md RF-1', 'MUST'),
        requirement('RFC 6749 §7', 'MAY'),
      ],
      [{ name: 'answers are JSON', requirements: ['RFC 6749 §5.1'] }],
      sampleSources({
        'packages/engine/test/a.test.ts': "it('refuses — RFC 6749 §5.2'); // protocol.md RF-1",
      }),
    );
    const text = traceabilityDocument(sample);
    assert.match(text, /3 of 4 MUST requirements/);
    assert.match(text, /Not yet shown:\n\n- RFC 6749 §6: RFC 6749 §6 holds\.\n\n## RFC 6749/);
    assert.match(text, /\| 5\.1 \| MUST \| RFC 6749 §5\.1 holds\. \| answers are JSON \|/);
    assert.match(
      text,
      /\| 5\.2 \| MUST \| .* \| \[a\.test\.ts\]\(\.\.\/packages\/engine\/test\/a\.test\.ts\) \|/,
    );
  });
});
