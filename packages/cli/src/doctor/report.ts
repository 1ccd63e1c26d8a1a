/** What a person reads: one line a check; below what is not well, what it means and what to do (cli.md §6). */

import type { Style } from '../output/style.ts';
import { wrap } from '../output/wrap.ts';
import { clean } from '../untrusted/clean.ts';
import { readTexts } from '../untrusted/json.ts';
import type { About, Finding, Outcome } from './checks/check.ts';
import { subjects } from './checks/checks.ts';
import type { ClientVerdict } from './clients.ts';
import type { Target } from './target/target.ts';

export type Examination = {
  readonly target: Target;
  readonly findings: readonly Finding[];
  readonly clients: readonly ClientVerdict[];
};

export type ReportSettings = { readonly style: Style; readonly detail: 'everything' | 'troubles' };

/** What is not well is numbered, so that the verdicts can point to it. */
type Numbers = ReadonlyMap<string, number>;

type Pen = ReportSettings & { readonly numbers: Numbers };

const width = 80;

export function report({ target, findings, clients }: Examination, settings: ReportSettings): string {
  const { style } = settings;
  const numbers = new Map(findings.filter(isTrouble).map(({ check }, index) => [check.id, index + 1]));
  const pen = { ...settings, numbers };
  return [
    heading(target, style),
    ...groups(findings, pen),
    [style.bold('Clients'), ...clients.flatMap((verdict) => clientLines(verdict, pen))].join('\n'),
    count(findings, style),
  ].join('\n\n');
}

function heading(target: Target, style: Style): string {
  return [style.bold(target.address), ...wrap(role(target), width)].join('\n');
}

function role({ resource, server, obstacle }: Target): string {
  if (obstacle !== null) return `Nothing can be asked: ${obstacle}.`;
  if (resource === null) {
    const isServer = server !== null && server.document !== null;
    return isServer
      ? 'An authorization server.'
      : 'Neither an authorization server nor a protected resource.';
  }
  if (server === null) return 'A protected resource that does not say where people sign in.';
  const others = readTexts(resource.document ?? {}, 'authorization_servers').length - 1;
  const first = others > 0 ? `, the first of ${others + 1} servers` : '';
  return `A protected resource; people sign in at ${clean(server.issuer)}${first}.`;
}

const groups = (findings: readonly Finding[], pen: Pen): readonly string[] =>
  (Object.keys(subjects) as About[]).flatMap((about) => {
    const own = findings.filter(({ check }) => check.about === about);
    const lines = describeGroup(pen.detail === 'everything' ? own : own.filter(isTrouble), pen);
    return lines.length === 0 ? [] : [[pen.style.bold(subjects[about]), ...lines].join('\n')];
  });

/** A group of which nothing was checked, for one reason, is one line. */
function describeGroup(findings: readonly Finding[], pen: Pen): readonly string[] {
  const reasons = new Set(findings.map(({ outcome }) => (outcome.kind === 'skipped' ? outcome.why : null)));
  const [reason] = reasons;
  const isOneReason = reasons.size === 1 && typeof reason === 'string';
  return isOneReason
    ? [pen.style.grey(`  – not checked: ${reason}`)]
    : findings.flatMap((finding) => describe(finding, pen));
}

type Trouble = Finding & { readonly outcome: Extract<Outcome, { kind: 'warning' | 'error' }> };

const isTrouble = (finding: Finding): finding is Trouble =>
  finding.outcome.kind === 'warning' || finding.outcome.kind === 'error';

function describe(finding: Finding, pen: Pen): readonly string[] {
  const { check, outcome } = finding;
  const { style } = pen;
  if (isTrouble(finding)) return [troubleLine(finding, pen), ...explain(finding, style)];
  if (outcome.kind === 'skipped') return hang('  – ', `${check.title}: ${outcome.why}`).map(style.grey);
  return [`  ${style.green('✓')} ${check.title}`];
}

function troubleLine({ check, outcome }: Trouble, { style, numbers }: Pen): string {
  const mark = outcome.kind === 'error' ? style.red('✗') : style.yellow('!');
  return `  ${mark} ${style.bold(check.title)} ${style.grey(`(${numbers.get(check.id)})`)}`;
}

const explain = ({ check, outcome }: Trouble, style: Style): readonly string[] =>
  (
    [
      ['Found', outcome.found],
      ['Means', check.trips],
      ['To do', outcome.remedy ?? check.remedy],
      ['Rule', check.rule],
    ] as const
  ).flatMap(([label, text]) => {
    const [first = '', ...more] = hang(`    ${label.padEnd(5)}  `, text);
    return [`    ${style.grey(label.padEnd(5))}${first.slice(9)}`, ...more];
  });

/** Text after a mark, its further lines below its first. */
const hang = (mark: string, text: string): readonly string[] =>
  wrap(text, width - mark.length).map(
    (line, index) => `${index === 0 ? mark : ' '.repeat(mark.length)}${line}`,
  );

const nameWidth = 31;

function clientLines({ client, kind, because, untried }: ClientVerdict, pen: Pen): readonly string[] {
  const { style, numbers } = pen;
  const mark = { works: style.green('✓'), troubled: style.yellow('!'), fails: style.red('✗') }[kind];
  const reasons = because.flatMap((id) => numbers.get(id) ?? []).sort((one, other) => one - other);
  const sure = untried.length === 0 ? '' : ', as far as reading tells';
  const words = {
    works: `works${sure}`,
    troubled: `works${sure}; troubled by ${reasons.join(', ')}`,
    fails: `will not work because of ${reasons.join(', ')}`,
  }[kind];
  const [first = '', ...more] = hang(' '.repeat(nameWidth + 4), words);
  return [`  ${mark} ${client.padEnd(nameWidth)}${first.trimStart()}`, ...more];
}

function count(findings: readonly Finding[], style: Style): string {
  const of = (kind: Outcome['kind']): number =>
    findings.filter(({ outcome }) => outcome.kind === kind).length;
  const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const errors = of('error');
  const warnings = of('warning');
  return [
    errors === 0 ? style.green('No errors') : style.red(counted(errors, 'error')),
    warnings === 0 ? 'no warnings' : style.yellow(counted(warnings, 'warning')),
    `${of('ok')} well`,
    `${of('skipped')} not checked`,
  ].join(' · ');
}
