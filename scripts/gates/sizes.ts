/** How large files and functions may grow, and what a signature may ask for. */

import {
  isCallExpression,
  isFunctionLikeDeclaration,
  isNewExpression,
  isParameterDeclaration,
  isUnionTypeNode,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { isTest, lineAt, nodesOf, placeOf, type Source } from '../sources/sources.ts';

export const LIMITS = { productFile: 300, testFile: 400, function: 40, parameters: 3 } as const;

/** Pure data has no shape to lose by being long. */
const PURE_DATA = [/^packages\/compliance\/src\/catalogue\//];

function fileComplaint({ path, text }: Source): readonly string[] {
  if (PURE_DATA.some((place) => place.test(path))) return [];
  const lines = text.split('\n').length - 1;
  const limit = isTest(path) ? LIMITS.testFile : LIMITS.productFile;
  return lines > limit ? [`${path}: ${lines} lines, at most ${limit}`] : [];
}

/** Signatures that a library dictates. */
const FOREIGN_SIGNATURES = [
  /\.d\.ts$/,
  /^packages\/compliance\/src\/testing\/reference-configuration\.ts$/,
  /^packages\/server\/src\/database\/postgres\.ts$/,
  /^packages\/resource\/src\/adapters\/express\.ts$/,
];

/** The composition root makes every part once and is read from top to bottom, however many parts there are. */
const COMPOSITION_ROOTS = ['packages/server/src/start/start.ts'];

const nameNode = (node: Node): Node | undefined =>
  'name' in node ? (node.name as Node | undefined) : undefined;

const nameOf = (node: Node): string => (nameNode(node) ?? nameNode(node.parent))?.getText() ?? 'function';

/** A callback's signature belongs to whoever calls it. */
const isCallback = ({ parent }: Node): boolean => isCallExpression(parent) || isNewExpression(parent);

const linesOf = (source: Source, node: Node): number =>
  lineAt(source, node.end) - lineAt(source, node.getStart(source.tree)) + 1;

/** Lines of a function itself: functions inside it that carry a name are measured on their own. */
function ownLines(source: Source, node: Node): number {
  const inner = (child: Node): number => {
    if (isFunctionLikeDeclaration(child) && !isCallback(child)) return linesOf(source, child) - 1;
    let lines = 0;
    child.forEachChild((below) => {
      lines += inner(below);
    });
    return lines;
  };
  let named = 0;
  node.forEachChild((child) => {
    named += inner(child);
  });
  return linesOf(source, node) - named;
}

function asksForBoolean(node: Node): boolean {
  if (!isParameterDeclaration(node)) return false;
  const { type, initializer } = node;
  const parts = type === undefined ? [] : isUnionTypeNode(type) ? type.types : [type];
  const starts = initializer?.kind;
  return (
    parts.some(({ kind }) => kind === SyntaxKind.BooleanKeyword) ||
    starts === SyntaxKind.TrueKeyword ||
    starts === SyntaxKind.FalseKeyword
  );
}

function functionComplaints(source: Source, node: Node): readonly string[] {
  if (!isFunctionLikeDeclaration(node)) return [];
  const place = `${placeOf(source, node)}: ${nameOf(node)}`;
  const lines = COMPOSITION_ROOTS.includes(source.path) ? 0 : ownLines(source, node);
  const parameters =
    isCallback(node) || FOREIGN_SIGNATURES.some((path) => path.test(source.path)) ? [] : node.parameters;
  const { length } = parameters;
  return [
    ...(lines > LIMITS.function ? [`${place}: ${lines} lines, at most ${LIMITS.function}`] : []),
    ...(length > LIMITS.parameters ? [`${place}: ${length} parameters, at most ${LIMITS.parameters}`] : []),
    ...parameters
      .filter(asksForBoolean)
      .map((parameter) => `${place}: ${parameter.getText(source.tree)} is a boolean parameter`),
  ];
}

/** Files and functions over a limit; the inside of functions counts outside tests only. */
export function oversized(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => [
    ...fileComplaint(source),
    ...(isTest(source.path) ? [] : nodesOf(source).flatMap((node) => functionComplaints(source, node))),
  ]);
}
