/** Writes docs/traceability.md: which test shows each requirement of the catalogue. */

import type { Requirement } from '../../packages/compliance/src/catalogue/requirement.ts';
import type { Case } from '../../packages/compliance/src/run/case.ts';
import { citationsOf } from '../citations/citations.ts';
import { isTest, type Source } from '../sources/sources.ts';

export type Trace = Requirement & {
  readonly cases: readonly string[];
  /** Test files of our packages that cite the requirement. */
  readonly tests: readonly string[];
};

/** House rules are cited by name, without the section sign. */
const namesHouseRule = (text: string, id: string): boolean =>
  new RegExp(`${id.replaceAll('.', '\\.').replace('\\.md', '(?:\\.md)?')}(?![0-9])`).test(text);

type CitingTest = { readonly path: string; cites(requirement: Requirement): boolean };

function citingTest(source: Source): CitingTest {
  const cited = new Set(citationsOf(source).map(({ document, section }) => `${document} §${section}`));
  return {
    path: source.path,
    cites: ({ id }) => (id.includes('§') ? cited.has(id) : namesHouseRule(source.text, id)),
  };
}

export function traces(
  catalogue: readonly Requirement[],
  cases: readonly Pick<Case, 'name' | 'requirements'>[],
  sources: readonly Source[],
): readonly Trace[] {
  const tests = sources.filter(({ path }) => path.startsWith('packages/') && isTest(path)).map(citingTest);
  return catalogue.map((requirement) => ({
    ...requirement,
    cases: cases.filter(({ requirements }) => requirements.includes(requirement.id)).map(({ name }) => name),
    tests: tests.filter((test) => test.cites(requirement)).map(({ path }) => path),
  }));
}

export const isCovered = ({ cases, tests }: Trace): boolean => cases.length + tests.length > 0;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function evidence({ cases, tests }: Trace): string {
  const files = tests.map((path) => `[${path.replace(/^.*\//, '')}](../${path})`);
  return [...cases.map(cell), ...files].join('<br>') || '**not yet**';
}

const row = (trace: Trace): string =>
  `| ${trace.section} | ${trace.level} | ${cell(trace.statement)} | ${evidence(trace)} |`;

function chapter(spec: string, all: readonly Trace[]): string {
  const rows = all.filter((trace) => trace.spec === spec).map(row);
  return [`## ${spec}`, '', '| § | level | requirement | shown by |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

/** The document; byte-stable for the same catalogue, cases and tests. */
export function traceabilityDocument(all: readonly Trace[]): string {
  const musts = all.filter(({ level }) => level === 'MUST');
  const missing = musts.filter((trace) => !isCovered(trace));
  const specifications = [...new Set(all.map(({ spec }) => spec))];
  return [
    '# Traceability',
    '',
    'Which test shows each requirement: cases of `npm run compliance` by name, tests of the packages by file.',
    'Written by `node scripts/generate-traceability.ts`; a check keeps it fresh.',
    '',
    `${musts.length - missing.length} of ${musts.length} MUST requirements are shown by a test.`,
    ...(missing.length > 0
      ? ['', 'Not yet shown:', '', ...missing.map((one) => `- ${one.id}: ${one.statement}`)]
      : []),
    '',
    ...specifications.map((spec) => chapter(spec, all)),
  ].join('\n');
}
