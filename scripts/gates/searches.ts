/**
 * Searches of the product that begin at a position of the text, in a loop (security.md I-1). One that finds nothing has
 * read to the end, so that a search per part of a text reads the text once for each of them.
 */

import { isCallExpression, isPropertyAccessExpression, type Node, SyntaxKind } from 'typescript/unstable/ast';
import { isProduct, nodesOf, packageOf, placeOf, type Source } from '../sources/sources.ts';

/** What is found, as it is written, and why it does no harm. */
export const HARMLESS_SEARCHES: Readonly<Record<string, string>> = {
  [`json.indexOf('"', end)`]:
    'begins where the last one found ended; the first that finds nothing is the last',
};

/** The suite reads what the operator points it at, and runs for nobody else. */
const UNGATED = new Set(['compliance']);

const SEARCHES = new Set(['indexOf', 'lastIndexOf', 'includes']);

const LOOPS = new Set([
  SyntaxKind.ForStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.WhileStatement,
  SyntaxKind.DoStatement,
]);

const beginsAtPosition = (node: Node): boolean =>
  isCallExpression(node) &&
  node.arguments.length > 1 &&
  isPropertyAccessExpression(node.expression) &&
  SEARCHES.has(node.expression.name.text);

function isInLoop({ parent }: Node): boolean {
  return parent !== undefined && (LOOPS.has(parent.kind) || isInLoop(parent));
}

/** Every such search; `except` are those known to do no harm. */
export function repeatedSearches(sources: readonly Source[], except: ReadonlySet<string>): readonly string[] {
  return sources
    .filter(({ path }) => isProduct(path) && !UNGATED.has(packageOf(path) ?? ''))
    .flatMap((source) =>
      nodesOf(source)
        .filter((node) => beginsAtPosition(node) && isInLoop(node))
        .filter((node) => !except.has(node.getText(source.tree)))
        .map((node) => `${placeOf(source, node)}: ${node.getText(source.tree)} may run to the end each time`),
    );
}
