/** The mutants that may survive, each with its reason: accepted.json. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type Accepted = { readonly mutant: string; readonly because: string };

export const accepted: readonly Accepted[] = JSON.parse(
  readFileSync(resolve(import.meta.dirname, 'accepted.json'), 'utf8'),
);

/** What is wrong with the list, given the names of every mutant there is. */
export function faultsOf(list: readonly Accepted[], names: ReadonlySet<string>): readonly string[] {
  const listed = list.map(({ mutant }) => mutant);
  return list.flatMap(({ mutant, because }, index) => [
    ...(names.has(mutant) ? [] : [`is accepted and no mutant any more: ${mutant}`]),
    ...(because.trim() === '' ? [`is accepted without a reason: ${mutant}`] : []),
    ...(listed.indexOf(mutant) === index ? [] : [`is accepted twice: ${mutant}`]),
  ]);
}
