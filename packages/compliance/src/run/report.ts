import type { Result, Run, Verdict } from './runner.ts';

// Renders finished runs for people, programs and build servers.

export const REPORT_FORMATS = ['text', 'table', 'json', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const MARKS: Readonly<Record<Verdict['kind'], string>> = {
  pass: '✓',
  fail: '✗',
  differs: '≠',
  'not offered': '–',
};

/** How many results of a run have each verdict. */
export function tally(run: Run): Readonly<Record<Verdict['kind'], number>> {
  const counts = { pass: 0, fail: 0, differs: 0, 'not offered': 0 };
  for (const { verdict } of run.results) counts[verdict.kind] += 1;
  return counts;
}

function explain(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'pass':
      return '';
    case 'fail':
      return verdict.message;
    case 'differs':
      return verdict.reason;
    case 'not offered':
      return verdict.missing.join(', ');
  }
}

function textLine({ case: one, verdict }: Result): string {
  const explanation = explain(verdict);
  const because = explanation === '' ? '' : `\n      ${explanation.replaceAll('\n', '\n      ')}`;
  return `  ${MARKS[verdict.kind]} ${one.name} — ${one.requirements.join(', ')}${because}`;
}

/** A run in one line. */
export function summaryOf(run: Run): string {
  const { pass, fail, differs, 'not offered': notOffered } = tally(run);
  return `${run.target}: ${pass} passed, ${fail} failed, ${differs} differ, ${notOffered} not offered`;
}

const textOf = (run: Run): string =>
  [`${run.target}`, ...run.results.map(textLine), summaryOf(run)].join('\n');

/** One line for each case, with a mark for each target; behind it, why, where they do not all pass. What failed is told again at the end. */
function tableOf(runs: readonly Run[]): string {
  const names = runs.map(({ target }) => target);
  const wide = Math.max(...names.map((name) => name.length));
  const marks = (of: (run: Run) => string): string => runs.map((run) => of(run).padEnd(wide)).join('  ');
  const rows = (runs[0]?.results ?? []).map(({ case: { name } }, index) => {
    const verdicts = runs.map(({ results }) => results[index]?.verdict);
    const line = marks((run) => {
      const { verdict } = run.results[index] ?? {};
      return verdict === undefined ? '' : MARKS[verdict.kind];
    });
    const why = verdicts.flatMap((verdict, at) =>
      verdict === undefined || verdict.kind === 'pass'
        ? []
        : [`\n${' '.repeat(4)}${names[at]}: ${explain(verdict).split('\n')[0]}`],
    );
    return `${line}  ${name}${why.join('')}`;
  });
  const count = (kind: Verdict['kind']): string =>
    `${marks((run) => String(tally(run)[kind]))}  ${MARKS[kind]} ${kind}`;
  const kinds = Object.keys(MARKS) as Verdict['kind'][];
  const counts = kinds.map(count);
  return [marks(({ target }) => target), ...rows, '', ...counts, ...runs.flatMap(failuresOf)].join('\n');
}

const failuresOf = ({ target, results }: Run): readonly string[] => {
  const failed = results.filter(({ verdict }) => verdict.kind === 'fail');
  return failed.length === 0 ? [] : ['', target, ...failed.map(textLine)];
};

function jsonOf(runs: readonly Run[]): string {
  const plain = runs.map((run) => ({
    target: run.target,
    summary: tally(run),
    cases: run.results.map(({ case: one, verdict, milliseconds }) => ({
      name: one.name,
      requirements: one.requirements,
      milliseconds,
      verdict: verdict.kind,
      ...(verdict.kind === 'pass' ? {} : { explanation: explain(verdict) }),
      ...(verdict.kind === 'differs' ? { seen: verdict.seen } : {}),
    })),
  }));
  return JSON.stringify(plain, undefined, 2);
}

function escapeXml(text: string): string {
  const references: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const printable = [...text].filter((character) => character >= ' ' || character === '\n').join('');
  return printable.replace(/[&<>"]/g, (character) => references[character] ?? character);
}

function junitCase({ case: one, verdict, milliseconds }: Result, target: string): string {
  const explanation = escapeXml(explain(verdict));
  const open = `    <testcase name="${escapeXml(one.name)}" classname="${escapeXml(target)}" time="${milliseconds / 1000}"`;
  switch (verdict.kind) {
    case 'pass':
      return `${open}/>`;
    case 'fail':
      return `${open}><failure message="${explanation}"/></testcase>`;
    case 'differs':
    case 'not offered':
      return `${open}><skipped message="${verdict.kind}: ${explanation}"/></testcase>`;
  }
}

function junitOf(runs: readonly Run[]): string {
  const suites = runs.map((run) => {
    const { fail, differs, 'not offered': notOffered } = tally(run);
    const counts = `tests="${run.results.length}" failures="${fail}" skipped="${differs + notOffered}"`;
    const cases = run.results.map((result) => junitCase(result, run.target)).join('\n');
    return `  <testsuite name="${escapeXml(run.target)}" ${counts}>\n${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>`;
}

/** The report of some runs in one format; ends with a line break. */
export function report(runs: readonly Run[], format: ReportFormat): string {
  switch (format) {
    case 'text':
      return `${runs.map(textOf).join('\n\n')}\n`;
    case 'table':
      return `${tableOf(runs)}\n`;
    case 'json':
      return `${jsonOf(runs)}\n`;
    case 'junit':
      return `${junitOf(runs)}\n`;
  }
}
