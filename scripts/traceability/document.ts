/** Writes docs/traceability.md from what was traced. */

import type { RequirementFile } from '../requirements/requirement-files.ts';
import { type Evidence, isShown } from './evidence.ts';
import type { InsideReasons } from './outside.ts';
import { isLater } from './reasons.ts';
import type { RuleTrace, SectionTrace, Traces } from './traces.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Characters of a rule that stand beside its name; the whole of it is in its file. */
const GLIMPSE = 110;

function glimpse(text: string): string {
  const line = text.replaceAll(' | ', ' · ');
  return line.length <= GLIMPSE ? cell(line) : `${cell(line.slice(0, GLIMPSE).replace(/\s+\S*$/, ''))} …`;
}

/** As many names of cases, and of files, as a reader wants to see. */
const NAMED = 3;

function listed(names: readonly string[]): readonly string[] {
  const rest = names.length - NAMED;
  return rest > 0 ? [...names.slice(0, NAMED), `and ${rest} more`] : names;
}

function shownBy({ cases, tests }: Evidence): string {
  const files = tests.map((path) => `[${path.replace(/^.*\//, '').replace(/\.ts$/, '')}](../${path})`);
  return [...listed(cases.map(cell)), ...listed(files)].join('<br>');
}

const shortName = ({ rule }: RuleTrace): string => rule.name.slice(rule.file.length + 1);

const ruleRow = (trace: RuleTrace): readonly string[] => [
  cell(shortName(trace)),
  glimpse(trace.rule.text),
  isShown(trace) ? shownBy(trace) : `– ${cell(trace.reason ?? '')}`,
];

function fileText({ file, title, chapters }: RequirementFile, rules: readonly RuleTrace[]): string {
  const parts = [...chapters].flatMap(([number, heading]) => {
    const own = rules.filter(({ rule }) => rule.section === number);
    if (own.length === 0) return [];
    return [`### ${number}. ${heading}`, table(['rule', 'begins', 'shown by'], own.map(ruleRow))];
  });
  return [`## ${file}`, `[${title}](requirements/${file})`, ...parts].join('\n\n');
}

function summaryRow(name: string, rules: readonly RuleTrace[]): readonly string[] {
  const later = rules.filter(({ reason }) => reason !== undefined && isLater(reason)).length;
  const shown = rules.filter(isShown).length;
  return [name, `${rules.length}`, `${shown}`, `${rules.length - shown - later}`, `${later}`];
}

function summary({ files, rules }: Traces): string {
  const rows = files.map(({ file }) =>
    summaryRow(
      `[${file}](requirements/${file})`,
      rules.filter(({ rule }) => rule.file === file),
    ),
  );
  return table(
    ['file', 'rules', 'shown', 'without a test', 'not built yet'],
    [...rows, summaryRow('**all**', rules).map((text) => `**${text.replaceAll('*', '')}**`)],
  );
}

/** Rules that are not shown, those with one reason together. */
function notShown(rules: readonly RuleTrace[], wanted: (reason: string) => boolean): string {
  const byReason = new Map<string, string[]>();
  for (const trace of rules) {
    const { reason = 'nobody has said why' } = trace;
    if (isShown(trace) || !wanted(reason)) continue;
    const key = `${trace.rule.file}: ${reason.replace(/^later: /, '')}`;
    byReason.set(key, [...(byReason.get(key) ?? []), shortName(trace)]);
  }
  return [...byReason].map(([reason, names]) => `- ${reason}: ${names.join(' · ')}`).join('\n');
}

/** Rules that tests of the packages show and no case does, where each rule needs one. */
const insideOnly = (reasons: InsideReasons): string =>
  Object.entries(reasons)
    .map(([name, reason]) => `- ${name}: ${reason}`)
    .join('\n');

function sectionTable(sections: readonly SectionTrace[]): string {
  const names = [...new Set(sections.map(({ specification }) => specification))];
  return names
    .map((name) => {
      const own = sections.filter(({ specification }) => specification === name);
      const rows = own.map((trace) => [trace.section, cell(trace.statement), shownBy(trace) || '–']);
      return `### ${name}\n\n${table(['§', 'says', 'shown by'], rows)}`;
    })
    .join('\n\n');
}

/** The page; byte-stable for the same rules, cases and tests. */
export function traceabilityDocument(traces: Traces): string {
  const { files, rules, sections, inside } = traces;
  const shown = sections.filter(isShown).length;
  return `${[
    '# Traceability',
    'Which test shows each rule of the [requirements](requirements/README.md), and which shows none yet: cases of\n' +
      '`npm run compliance` by name, tests of the packages by file. A rule is shown by a test that cites it. Written by\n' +
      '`node scripts/generate-traceability.ts`; a check keeps it fresh, and refuses a rule that neither has a test nor\n' +
      'says why in [not-shown.json](requirements/not-shown.json), and a rule of [advanced.md](requirements/advanced.md)\n' +
      'that no case names and [not-from-outside.json](requirements/not-from-outside.json) does not, either.',
    summary(traces),
    `Of published specifications the code cites ${sections.length} sections, [below](#published-specifications); ` +
      `a test or a case cites ${shown} of them.`,
    '## Built, without a test',
    notShown(rules, (reason) => !isLater(reason)),
    '## Shown by tests of the packages alone',
    insideOnly(inside),
    '## Not built yet',
    notShown(rules, isLater),
    ...files.map((one) =>
      fileText(
        one,
        rules.filter(({ rule }) => rule.file === one.file),
      ),
    ),
    '## Published specifications',
    'What no test and no case cites has a dash.',
    sectionTable(sections),
  ].join('\n\n')}\n`;
}
