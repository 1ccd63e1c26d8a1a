/** Whether each line of the threat model names the requirement that carries it, and that one is kept today. */

import { type Index, requirementCitations } from '../citations/requirement-citations.ts';

type Line = { readonly place: string; readonly first: string; readonly rule: string };

const cellsOf = (row: string): readonly string[] =>
  row
    .replace(/^\|(.*)\|$/, '$1')
    .split('|')
    .map((cell) => cell.trim());

/** Rows of the tables whose last column is `rule`; a row with nothing but a heading says nothing. */
function linesOf(path: string, markdown: string): readonly Line[] {
  const found: Line[] = [];
  let hasRules = false;
  for (const [index, row] of markdown.split('\n').entries()) {
    if (!row.startsWith('|')) hasRules = false;
    else if (hasRules) {
      const cells = cellsOf(row);
      const said = cells.slice(1).some((cell) => !/^-*$/.test(cell));
      if (said)
        found.push({ place: `${path}:${index + 1}`, first: cells[0] ?? '', rule: cells.at(-1) ?? '' });
    } else hasRules = cellsOf(row).at(-1) === 'rule';
  }
  return found;
}

/**
 * Lines that name no rule of `index`, or one that is not built yet: `path:line: what it begins with`.
 * @param later names of the rules that are not built yet
 */
export function unansweredThreats(
  { path, text }: { readonly path: string; readonly text: string },
  index: Index,
  later: ReadonlySet<string>,
): readonly string[] {
  return linesOf(path, text).flatMap(({ place, first, rule }) => {
    const cited = requirementCitations({ path, text: rule }, index);
    if (!cited.some(({ found }) => found === 'rule')) return [`${place}: ${first}: no rule is named`];
    return cited.filter((one) => later.has(one.cited)).map((one) => `${place}: ${one.cited} is not built`);
  });
}
