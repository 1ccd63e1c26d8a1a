/** Which file imports what, type-only imports and re-exports included. */

import { posix } from 'node:path';
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isStringLiteral,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { nodesOf, placeOf, type Source } from './sources.ts';

export type Import = {
  readonly from: string;
  readonly place: string;
  readonly specifier: string;
  /** The imported file of the workspace, when the specifier is relative. */
  readonly target: string | undefined;
};

function specifierOf(node: Node): Node | undefined {
  if (isImportDeclaration(node) || isExportDeclaration(node)) return node.moduleSpecifier;
  if (isImportTypeNode(node)) return isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}

export function importsOf(source: Source): readonly Import[] {
  const imports: Import[] = [];
  for (const node of nodesOf(source)) {
    const literal = specifierOf(node);
    if (literal === undefined || !isStringLiteral(literal)) continue;
    const specifier = literal.text;
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(source.path), specifier) : undefined;
    imports.push({ from: source.path, place: placeOf(source, node), specifier, target });
  }
  return imports;
}
