/** Modules that are imported for what their import does: a bundler leaves out those that no manifest names. */

import { readFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { isImportDeclaration } from 'typescript/unstable/ast';
import { nodesOf, packageOf, type Source } from '../sources/sources.ts';

/** Package name → files whose import does something, as `sideEffects` of its package.json declares them. */
export type DeclaredEffects = Readonly<Record<string, readonly string[]>>;

/** Reads what the packages of these sources declare below `folder`. */
export function declaredEffects(sources: readonly Source[], folder: string): DeclaredEffects {
  const names = new Set(sources.flatMap(({ path }) => packageOf(path) ?? []));
  return Object.fromEntries(
    [...names].map((name) => {
      const text = readFileSync(resolve(folder, 'packages', name, 'package.json'), 'utf8');
      const { sideEffects } = JSON.parse(text);
      return [name, Array.isArray(sideEffects) ? sideEffects : []];
    }),
  );
}

/** Imports that take nothing by name, in the product, of files that their package does not declare. */
export function undeclaredEffects(sources: readonly Source[], declared: DeclaredEffects): readonly string[] {
  return sources.flatMap((source) => {
    const owner = packageOf(source.path);
    if (owner === undefined || !source.path.startsWith(`packages/${owner}/src/`)) return [];
    return nodesOf(source).flatMap((node) => {
      if (!isImportDeclaration(node) || node.importClause !== undefined) return [];
      const specifier = node.moduleSpecifier.getText().slice(1, -1);
      const target = posix.join(posix.dirname(source.path), specifier);
      const name = `./${posix.relative(`packages/${owner}`, target)}`;
      return !specifier.startsWith('.') || declared[owner]?.includes(name) ? [] : [`${source.path}: ${name}`];
    });
  });
}
