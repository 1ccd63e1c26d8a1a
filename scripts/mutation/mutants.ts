/** Small wrongs put into the source, one at a time: each must be seen by a test. Pure: finds them, runs nothing. */

import {
  type BinaryExpression,
  isBinaryExpression,
  isCallExpression,
  isConditionalExpression,
  isFunctionDeclaration,
  isIfStatement,
  isMethodDeclaration,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isThrowStatement,
  isVariableDeclaration,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { lineAt, nodesOf, type Source } from '../sources/sources.ts';

export type Mutant = {
  readonly path: string;
  readonly line: number;
  /** Offsets in the file: what is replaced. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Offset of what decides: whoever runs it may see the mutant. An operator counts as run with its right side only. */
  readonly decidedAt: number;
  /** Names the mutant as long as its function keeps it: path, function, what becomes what, and which of several. */
  readonly name: string;
};

type Change = { readonly node: Node; readonly replacement: string; readonly decides?: Node };

const opposites: ReadonlyMap<SyntaxKind, string> = new Map([
  [SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [SyntaxKind.LessThanToken, '<='],
  [SyntaxKind.LessThanEqualsToken, '<'],
  [SyntaxKind.GreaterThanToken, '>='],
  [SyntaxKind.GreaterThanEqualsToken, '>'],
  [SyntaxKind.AmpersandAmpersandToken, '||'],
  [SyntaxKind.BarBarToken, '&&'],
]);

const calls: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
]);

function changesOf(node: Node, text: (node: Node) => string): readonly Change[] {
  if (isBinaryExpression(node)) {
    const replacement = opposites.get(node.operatorToken.kind);
    if (replacement === undefined) return [];
    return [{ node: node.operatorToken, replacement, decides: node }, ...withoutOperand(node, text)];
  }
  if (isIfStatement(node)) {
    const { expression } = node;
    return [
      { node: expression, replacement: 'true' },
      { node: expression, replacement: 'false' },
    ];
  }
  if (isConditionalExpression(node)) {
    return [
      { node, replacement: `(${text(node.whenTrue)})` },
      { node, replacement: `(${text(node.whenFalse)})` },
    ];
  }
  if (isThrowStatement(node)) return [{ node, replacement: ';' }];
  if (isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) {
    return [{ node, replacement: `(${text(node.operand)})` }];
  }
  if (isCallExpression(node) && isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression;
    const other = calls.get(name.text);
    if (other !== undefined) return [{ node: name, replacement: other }];
    if (name.text === 'filter') return [{ node, replacement: text(expression) }];
  }
  return [];
}

/** A condition that nobody missed: of a chain of them each operand is left out once. */
function withoutOperand(node: BinaryExpression, text: (node: Node) => string): readonly Change[] {
  const { left, right, operatorToken } = node;
  if (!isChained(operatorToken)) return [];
  const isLonger = isBinaryExpression(left) && left.operatorToken.kind === operatorToken.kind;
  const keep = (operand: Node, decides: Node): Change => ({
    node,
    replacement: `(${text(operand)})`,
    decides,
  });
  return isLonger ? [keep(left, right)] : [keep(left, right), keep(right, node)];
}

const isChained = ({ kind }: Node): boolean =>
  kind === SyntaxKind.AmpersandAmpersandToken || kind === SyntaxKind.BarBarToken;

/** The nearest function or constant around it that has a name. */
function placeNameOf(node: Node, text: (node: Node) => string): string {
  for (let above: Node | undefined = node; above; above = above.parent) {
    if (isFunctionDeclaration(above) && above.name !== undefined) return text(above.name);
    if (isMethodDeclaration(above) || isVariableDeclaration(above)) return text(above.name);
  }
  return 'module';
}

const short = (words: string): string => {
  const line = words.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
};

/** Every mutant of the file, in order. */
export function mutantsOf(source: Source): readonly Mutant[] {
  const text = (node: Node): string => source.text.slice(node.getStart(source.tree), node.end);
  const seen = new Map<string, number>();
  return nodesOf(source).flatMap((node) =>
    changesOf(node, text).map(({ node: changed, replacement, decides = changed }) => {
      const start = changed.getStart(source.tree);
      const words = `${source.path} ${placeNameOf(node, text)}: ${short(text(changed))} → ${short(replacement)}`;
      const count = (seen.get(words) ?? 0) + 1;
      seen.set(words, count);
      const name = count === 1 ? words : `${words} (${count})`;
      const line = lineAt(source, start);
      const decidedAt = decides.getStart(source.tree);
      return { path: source.path, line, start, end: changed.end, replacement, decidedAt, name };
    }),
  );
}
