/** OAuth error codes live in the engine and HTTP statuses in few places; the rest of the server names neither. */

import {
  isBinaryExpression,
  isCallExpression,
  isNewExpression,
  isNumericLiteral,
  isPropertyAccessExpression,
  isStringLiteral,
  type Node,
  type NumericLiteral,
} from 'typescript/unstable/ast';
import { isProduct, nodesOf, placeOf, type Source } from '../sources/sources.ts';

/** Turns what the product itself refuses or failed at into the protocol's words (protocol.md G-9); reads those of other providers. */
export const ERROR_CODE_PLACES: readonly string[] = [
  'packages/server/src/http/refuse.ts',
  'packages/server/src/upstream/calls.ts',
];

/** Where a status may be a number: the protocol's replies and those of the contract with front-ends, the HTTP layer of the product, and where others' answers are read. */
export const STATUS_PLACES: readonly string[] = [
  'packages/protocol/src/authlete/',
  'packages/protocol/src/errors.ts',
  'packages/protocol/src/reply.ts',
  'packages/server/src/app/',
  'packages/server/src/external-api/verdict.ts',
  'packages/server/src/http/',
  'packages/server/src/outbound/exchange.ts',
];

const STATUS_PACKAGES = /^packages\/(protocol|engine|server)\/src\//;

const within = (path: string, places: readonly string[]): boolean =>
  places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));

/** String literals in the server that equal one of `codes`. */
export function errorCodeLiterals(sources: readonly Source[], codes: ReadonlySet<string>): readonly string[] {
  return sources
    .filter(({ path }) => path.startsWith('packages/server/src/') && !within(path, ERROR_CODE_PLACES))
    .flatMap((source) =>
      nodesOf(source)
        .filter((node) => isStringLiteral(node) && codes.has(node.text))
        .map((node) => `${placeOf(source, node)}: ${node.getText(source.tree)} is the engine's word`),
    );
}

const ANSWERING = /^(body|html|json|newResponse|redirect|status|text)$/;

function isAnswer(node: Node): boolean {
  if (isNewExpression(node)) return node.expression.getText() === 'Response';
  if (!isCallExpression(node)) return false;
  return isPropertyAccessExpression(node.expression) && ANSWERING.test(node.expression.name.getText());
}

/** Whether a number stands where a status is set or compared. */
function isStatus(node: NumericLiteral): boolean {
  const value = Number(node.text);
  if (!Number.isInteger(value) || value < 200 || value > 599) return false;
  for (
    let above: Node = node.parent, steps = 0;
    steps < 3 && above.parent;
    above = above.parent, steps += 1
  ) {
    if (isAnswer(above)) return true;
    if ('name' in above && /status/i.test((above.name as Node | undefined)?.getText() ?? '')) return true;
    if (isBinaryExpression(above) && /status$/i.test(above.left.getText())) return true;
  }
  return false;
}

/** Statuses written as numbers outside the places for them. */
export function numericStatuses(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ path }) => isProduct(path) && STATUS_PACKAGES.test(path) && !within(path, STATUS_PLACES))
    .flatMap((source) =>
      nodesOf(source)
        .filter((node) => isNumericLiteral(node) && isStatus(node))
        .map((node) => `${placeOf(source, node)}: status ${node.getText(source.tree)} as a number`),
    );
}
