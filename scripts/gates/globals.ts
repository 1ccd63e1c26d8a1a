/** The clock, chance, the network and the process reach pure packages through ports only. */

import {
  isIdentifier,
  isImportSpecifier,
  isNewExpression,
  isPropertyAccessExpression,
  type Node,
} from 'typescript/unstable/ast';
import { isProduct, nodesOf, packageOf, placeOf, type Source } from '../sources/sources.ts';

const PURE_PACKAGES = ['protocol', 'engine', 'resource'];

/** Files that are a port's own implementation. */
const PORTS: readonly string[] = ['packages/resource/src/ports/platform.ts'];

const GLOBALS = new Set(['Date', 'fetch', 'process', 'performance', 'setTimeout', 'setInterval']);
const MEMBERS = new Set(['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues']);
/** Of modules that are the network: what else they have. Types of `node:http` only say what messages look like. */
const HARMLESS_IMPORTS: Readonly<Record<string, ReadonlySet<string>>> = {
  'node:http': new Set(),
  'node:net': new Set(['BlockList', 'isIP', 'isIPv4', 'isIPv6']),
};
const RANDOM_IMPORTS = new Set(['randomBytes', 'randomInt', 'randomUUID']);

function isMemberName(node: Node): boolean {
  const { parent } = node;
  return isPropertyAccessExpression(parent) ? parent.name === node : 'name' in parent && parent.name === node;
}

function isNetworkImport({ parent }: Node): boolean {
  if (!isImportSpecifier(parent)) return false;
  const declaration = parent.parent.parent.parent.getText();
  const harmless = HARMLESS_IMPORTS[/'(node:\w+)'/.exec(declaration)?.[1] ?? ''];
  const isType = parent.isTypeOnly || declaration.startsWith('import type');
  return harmless !== undefined && !isType && !harmless.has((parent.propertyName ?? parent.name).text);
}

function forbiddenName(node: Node): string | undefined {
  if (isPropertyAccessExpression(node) && MEMBERS.has(node.getText())) return node.getText();
  if (!isIdentifier(node)) return undefined;
  if (isNetworkImport(node)) return node.text;
  if (isMemberName(node)) return undefined;
  if (RANDOM_IMPORTS.has(node.text) && !isImportSpecifier(node.parent)) return node.text;
  if (!GLOBALS.has(node.text)) return undefined;
  return isNewExpression(node.parent) ? `new ${node.text}` : node.text;
}

/** Chance that can be foretold, in what people install, wherever it is (security.md K-6). */
export function foretellableChance(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ path }) => isProduct(path))
    .flatMap((source) =>
      nodesOf(source)
        .filter((node) => isPropertyAccessExpression(node) && node.getText() === 'Math.random')
        .map((node) => `${placeOf(source, node)}: Math.random can be foretold`),
    );
}

/** Uses of the outside world in packages that may only be told about it. */
export function forbiddenGlobals(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(
      ({ path }) => isProduct(path) && !PORTS.includes(path) && PURE_PACKAGES.includes(packageOf(path) ?? ''),
    )
    .flatMap((source) =>
      nodesOf(source).flatMap((node) => {
        const name = forbiddenName(node);
        return name === undefined ? [] : [`${placeOf(source, node)}: ${name} belongs behind a port`];
      }),
    );
}
