/** Tables of a run, as Markdown: for the console and for the documentation. */

import { inProcess, type LoopResult, type Run, type SpecialResult } from './result.ts';
import { table } from './tables/table.ts';

type Column = { readonly title: string; readonly of: (result: LoopResult) => string };

const absent = '–';
const decimals = (value: number | null, digits: number): string =>
  value === null || Number.isNaN(value) ? absent : value.toFixed(digits);

const columns: readonly Column[] = [
  { title: 'scenario', of: ({ scenario }) => scenario },
  { title: 'system', of: ({ system }) => system },
  { title: 'ratio', of: ({ median }) => decimals(median.ratio, 2) },
  { title: 'by CPU', of: ({ median }) => decimals(median.processorRatio, 2) },
  { title: '/s', of: ({ median }) => decimals(median.rate, 0) },
  { title: 'p50 ms', of: ({ median }) => decimals(median.p50, 2) },
  { title: 'p99 ms', of: ({ median }) => decimals(median.p99, 2) },
  { title: 'CPU s/1,000', of: ({ median }) => decimals(median.processor, 3) },
  { title: 'SQL', of: ({ median }) => decimals(median.statements, 2) },
  { title: 'commits', of: ({ median }) => decimals(median.commits, 2) },
  { title: 'transactions', of: ({ median }) => decimals(median.transactions, 2) },
  { title: 'MB idle', of: ({ memory }) => decimals(memory.idle, 0) },
  { title: 'MB after', of: ({ memory }) => decimals(memory.after, 0) },
];

export const loopTable = (results: readonly LoopResult[]): string =>
  results.length === 0
    ? ''
    : table(
        columns.map(({ title }) => title),
        results.map((result) => columns.map(({ of }) => of(result))),
      );

/** What several workers bring, and the most that they can where server, database and load share the cores. */
export function workersTable({ loops, machine: { cores }, judged }: Run): string {
  const rows = loops
    .filter(({ system }) => system === judged)
    .map(({ scenario, target, median: several }) => {
      const one = loops.find((other) => other.scenario === scenario && other.system !== judged)?.median;
      const { processor, processorOfAll } = several;
      const isKnown = one !== undefined && processor !== null && processorOfAll !== null;
      const most = isKnown ? (cores * 1000) / processorOfAll / one.rate : null;
      return [
        scenario,
        `${decimals(one?.rate ?? null, 0)} /s`,
        `${decimals(several.rate, 0)} /s`,
        `${decimals(several.ratio, 2)} ×`,
        target === null ? absent : `≥ ${target} ×`,
        isKnown ? `${decimals(processor * 1000, 0)} of ${decimals(processorOfAll * 1000, 0)} µs` : absent,
        `${decimals(most, 2)} ×`,
      ];
    });
  const titles = ['scenario', 'one worker', 'several', 'ratio', 'target', 'workers of all', 'at most'];
  return rows.length === 0 ? '' : table(titles, rows);
}

export const specialTable = (results: readonly SpecialResult[]): string =>
  results.length === 0
    ? ''
    : table(
        ['scenario', 'system', 'figure', 'median', 'target'],
        results.flatMap(({ scenario, system, figures }) =>
          figures.map((figure) => [
            scenario,
            system,
            figure.name,
            `${decimals(figure.median, 2)} ${figure.unit}`,
            targetOf(figure)?.text ?? absent,
          ]),
        ),
      );

type Figure = SpecialResult['figures'][number];

/** What a figure is to be, and whether it is; null when nothing is asked of it. */
function targetOf({ unit, median, atMost, atLeast }: Figure): { text: string; verdict: string } | null {
  if (atMost !== null) return { text: `≤ ${atMost} ${unit}`, verdict: metIf(atMost, median) };
  return atLeast === undefined ? null : { text: `≥ ${atLeast} ${unit}`, verdict: metIf(median, atLeast) };
}

const metIf = (measured: number, atLeast: number): string => (measured >= atLeast ? 'met' : '**missed**');

/** Of its rate on SQLite, in what writes (requirements, §2). */
const leastOfPostgres = 0.7;

/** One line for each target of the requirements that this run can tell about. */
export function targetTable({ loops, specials, judged }: Run): string {
  const ratios = loops
    .filter(({ system }) => system === judged)
    .flatMap(({ scenario, target, median: { ratio } }) =>
      target === null || ratio === null
        ? []
        : [[scenario, `≥ ${target} ×`, `${ratio.toFixed(2)} ×`, metIf(ratio, target)]],
    );
  const stores = loops
    .filter(({ system, median }) => system === 'grantor-postgres' && (median.commits ?? 0) > 0)
    .flatMap(({ scenario, median }) => {
      const other = loops.find((one) => one.scenario === scenario && one.system === 'grantor-sqlite');
      if (other === undefined) return [];
      const ratio = median.rate / other.median.rate;
      const measured = `${ratio.toFixed(2)} ×`;
      return [
        [
          `${scenario}, PostgreSQL ÷ SQLite`,
          `≥ ${leastOfPostgres} ×`,
          measured,
          metIf(ratio, leastOfPostgres),
        ],
      ];
    });
  const figures = specials
    .filter(({ system }) => system === judged || system === inProcess)
    .flatMap(({ scenario, figures: all }) =>
      all.flatMap((figure) => {
        const target = targetOf(figure);
        const measured = `${figure.median.toFixed(2)} ${figure.unit}`;
        return target === null
          ? []
          : [[`${scenario}: ${figure.name}`, target.text, measured, target.verdict]];
      }),
    );
  const rows = [...ratios, ...stores, ...figures];
  return rows.length === 0 ? '' : table(['what', 'target', 'measured', ''], rows);
}

const begin = '<!-- measured: begin -->';
const end = '<!-- measured: end -->';

/** The documentation with this run's tables in the place of the earlier ones. */
export function documentWith(documentation: string, run: Run): string {
  const [from, to] = [documentation.indexOf(begin), documentation.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md needs ${begin} and ${end}`);
  const { machine } = run;
  const measured = [
    `Measured ${run.date.slice(0, 10)} on ${machine.processor}, ${machine.cores} cores, ${machine.platform}, ` +
      `Node.js ${machine.node}: ${run.rounds} rounds of ${run.seconds} s, ${run.connections} connections, ` +
      `${machine.pinned ? 'server and load pinned to a core each' : 'nothing pinned'}.`,
    targetTable(run),
    loopTable(run.loops),
    specialTable(run.specials),
  ];
  const block = measured.filter((part) => part !== '').join('\n\n');
  return `${documentation.slice(0, from + begin.length)}\n\n${block}\n\n${documentation.slice(to)}`;
}
