/** Which test or case shows which rule: the one that cites it. */

import type { Case } from '../../packages/compliance/src/run/case.ts';
import { citationsOf } from '../citations/citations.ts';
import { type Index, requirementCitations, withoutRequirements } from '../citations/requirement-citations.ts';
import { isTest } from '../sources/sources.ts';
import type { Text } from '../sources/texts.ts';

export type Evidence = {
  /** Names of cases of `npm run compliance`. */
  readonly cases: readonly string[];
  /** Test files, relative to the root. */
  readonly tests: readonly string[];
};

/** Name of a rule, a chapter or a section of a specification → what cites it. */
export type EvidenceOf = (name: string) => Evidence;

const NONE: Evidence = { cases: [], tests: [] };

/** What one test cites, each once. */
function citedBy(text: Text, index: Index): ReadonlySet<string> {
  const own = requirementCitations(text, index).map(({ cited }) => cited);
  const foreign = citationsOf(withoutRequirements(text, index));
  return new Set([...own, ...foreign.map(({ document, section }) => `${document} §${section}`)]);
}

/** Everything that the cases and the tests among `texts` cite. */
export function collectEvidence(
  cases: readonly Pick<Case, 'name' | 'requirements'>[],
  texts: readonly Text[],
  index: Index,
): EvidenceOf {
  const found = new Map<string, { cases: string[]; tests: string[] }>();
  const at = (name: string) => {
    const known = found.get(name) ?? { cases: [], tests: [] };
    found.set(name, known);
    return known;
  };
  for (const { name, requirements } of cases) for (const id of requirements) at(id).cases.push(name);
  for (const text of texts) {
    if (isTest(text.path)) for (const name of citedBy(text, index)) at(name).tests.push(text.path);
  }
  return (name) => found.get(name) ?? NONE;
}

export const isShown = ({ cases, tests }: Evidence): boolean => cases.length + tests.length > 0;
