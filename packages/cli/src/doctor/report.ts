/** What a person reads: one line a check; below what is not well, what it means and what to do. */

import type { Output } from '../output/output.ts';
import type { Style } from '../output/style.ts';
import { wrap } from '../output/wrap.ts';
import type { About, Finding, Outcome } from './check.ts';
import { subjects } from './checks/checks.ts';
import type { Target } from './target.ts';

export type Examination = { readonly target: Target; readonly findings: readonly Finding[] };

const width = 80;

export function report(
  { target, findings }: Examination,
  { resultStyle: style }: Pick<Output, 'resultStyle'>,
): string {
  return [heading(target, style), ...groups(findings, style), count(findings, style)].join('\n\n');
}

function heading({ address, resource, server }: Target, style: Style): string {
  const lines = [style.bold(address)];
  if (resource !== null) {
    lines.push(
      server === null
        ? 'A protected resource that does not say where people sign in.'
        : `A protected resource; people sign in at ${server.issuer}`,
    );
  } else lines.push('An authorization server.');
  return lines.join('\n');
}

const groups = (findings: readonly Finding[], style: Style): readonly string[] =>
  (Object.keys(subjects) as About[]).flatMap((about) => {
    const own = findings.filter(({ check }) => check.about === about);
    if (own.length === 0) return [];
    const [only, ...others] = new Set(
      own.map(({ outcome }) => (outcome.kind === 'skipped' ? outcome.why : null)),
    );
    const title = style.bold(subjects[about]);
    if (only != null && others.length === 0) return [`${title}\n${style.grey(`  – not checked: ${only}`)}`];
    return [[title, ...own.map((finding) => line(finding, style))].join('\n')];
  });

function line({ check, outcome }: Finding, style: Style): string {
  const { title } = check;
  switch (outcome.kind) {
    case 'ok':
      return `  ${style.green('✓')} ${title}`;
    case 'skipped':
      return style.grey(`  – ${title}: ${outcome.why}`);
    case 'warning':
      return [`  ${style.yellow('!')} ${title}`, ...explain({ check, outcome }, style)].join('\n');
    case 'error':
      return [`  ${style.red('✗')} ${style.bold(title)}`, ...explain({ check, outcome }, style)].join('\n');
  }
}

type Trouble = Finding & { readonly outcome: Extract<Outcome, { kind: 'warning' | 'error' }> };

const explain = ({ check, outcome }: Trouble, style: Style): readonly string[] =>
  (
    [
      ['Found', outcome.found],
      ['Means', check.trips],
      ['To do', outcome.remedy ?? check.remedy],
      ['Rule', check.rule],
    ] as const
  ).flatMap(([label, text]) => {
    const [first = '', ...rest] = wrap(text, width - 13);
    return [`      ${style.grey(label.padEnd(5))}  ${first}`, ...rest.map((more) => `             ${more}`)];
  });

function count(findings: readonly Finding[], style: Style): string {
  const of = (kind: Outcome['kind']): number =>
    findings.filter(({ outcome }) => outcome.kind === kind).length;
  const errors = of('error');
  const warnings = of('warning');
  return [
    errors === 0 ? style.green('No errors') : style.red(`${errors} ${errors === 1 ? 'error' : 'errors'}`),
    `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
    `${of('ok')} well`,
    `${of('skipped')} not checked`,
  ].join(' · ');
}
