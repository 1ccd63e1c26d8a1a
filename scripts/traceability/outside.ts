/** Rules that a case of `npm run compliance` has to show, and why a few have none: docs/requirements/not-from-outside.json. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Rule } from '../requirements/requirement-files.ts';
import { root } from '../sources/sources.ts';
import type { Evidence } from './evidence.ts';

const REASONS = resolve(root, 'docs/requirements/not-from-outside.json');

/** Files whose every rule needs a case, whatever tests of the packages cite it. */
const FROM_OUTSIDE: readonly string[] = ['advanced.md'];

/** A rule by its name → why no case can show it. */
export type InsideReasons = Readonly<Record<string, string>>;

export const readInsideReasons = (): InsideReasons => JSON.parse(readFileSync(REASONS, 'utf8'));

type Judged = Pick<Evidence, 'cases'> & { readonly rule: Rule };

/** Rules of these files that no case names, and that say nothing about why. */
export const withoutCase = (traces: readonly Judged[], reasons: InsideReasons): readonly string[] =>
  traces
    .filter(({ rule, cases }) => FROM_OUTSIDE.includes(rule.file) && cases.length === 0)
    .map(({ rule }) => rule.name)
    .filter((name) => !reasons[name]);

/** Reasons of rules that have a case by now, or that are gone. */
export function outdatedReasons(traces: readonly Judged[], reasons: InsideReasons): readonly string[] {
  const bare = traces.filter(({ cases }) => cases.length === 0).map(({ rule }) => rule.name);
  return Object.keys(reasons).filter((name) => !bare.includes(name));
}
