/** Why a rule is not shown by a test yet: docs/requirements/not-shown.json. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Rule } from '../requirements/requirement-files.ts';
import { root } from '../sources/sources.ts';

export const REASONS = resolve(root, 'docs/requirements/not-shown.json');

/** A rule, a chapter (`product.md §13`) or a file (`distribution.md`) → why. The most exact name counts. */
export type Reasons = Readonly<Record<string, string>>;

export const readReasons = (): Reasons => JSON.parse(readFileSync(REASONS, 'utf8'));

/** The names a reason for this rule may stand under, the most exact first. */
function namesOf({ name, file, section }: Rule): readonly string[] {
  const parts = section.split('.');
  const chapters = parts.map((_, index) => `${file} §${parts.slice(0, parts.length - index).join('.')}`);
  return [name, ...chapters, file];
}

/** Why this rule is not shown; undefined when nobody has said. */
export function reasonFor(rule: Rule, reasons: Reasons): string | undefined {
  const name = namesOf(rule).find((one) => reasons[one] !== undefined);
  return name === undefined ? undefined : reasons[name];
}

/** The reasons that a rule which is not shown still needs, by name; others are out of date. */
export function neededReasons(notShown: readonly Rule[], reasons: Reasons): Reasons {
  const used = notShown.flatMap((rule) => namesOf(rule).find((one) => reasons[one] !== undefined) ?? []);
  return Object.fromEntries(
    [...new Set(used)].sort().map((name): [string, string] => [name, reasons[name] ?? '']),
  );
}

/** Not built: nothing is missing from the tests. */
export const isLater = (reason: string): boolean => reason.startsWith('later: ');
