/** Reads the workspace's TypeScript as syntax trees, for the gates to look at. Never judges and never type-checks. */

import { resolve } from 'node:path';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API, type APIOptions } from 'typescript/unstable/sync';

export type Source = {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly tree: SourceFile;
};

export const root = resolve(import.meta.dirname, '../..');

function parse(folder: string, options: APIOptions): readonly Source[] {
  const api = new API({ cwd: folder, ...options });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [`${folder}/tsconfig.json`] });
    const sources: Source[] = [];
    for (const { program } of snapshot.getProjects()) {
      for (const name of program.getSourceFileNames()) {
        const tree =
          name.startsWith(`${folder}/`) && !name.includes('/node_modules/') && program.getSourceFile(name);
        if (tree) sources.push({ path: name.slice(folder.length + 1), text: tree.text, tree });
      }
    }
    return sources.sort((a, b) => (a.path < b.path ? -1 : 1));
  } finally {
    api.close();
  }
}

/** Every TypeScript file that `tsconfig.json` names: packages, their tests, scripts and benchmarks. */
export const workspaceSources = (): readonly Source[] => parse(root, {});

/** The same for files given as text, so that a gate can be shown a bad sample. */
export function sampleSources(files: Readonly<Record<string, string>>): readonly Source[] {
  const config = JSON.stringify({
    compilerOptions: { noLib: true, allowImportingTsExtensions: true, noEmit: true },
    include: ['packages', 'scripts', 'bench'],
  });
  const placed = Object.entries(files).map(([path, text]) => [`/sample/${path}`, text] as const);
  return parse('/sample', {
    fs: createVirtualFileSystem({ '/sample/tsconfig.json': config, ...Object.fromEntries(placed) }),
  });
}

/** The node and everything below it, parents first. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

/** Line of a position, counted from 1. */
export const lineAt = ({ text }: Pick<Source, 'text'>, position: number): number =>
  text.slice(0, position).split('\n').length;

/** `path:line`, as editors open it. */
export const placeOf = (source: Source, node: Node): string =>
  `${source.path}:${lineAt(source, node.getStart(source.tree))}`;

export const packageOf = (path: string): string | undefined => /^packages\/([^/]+)\//.exec(path)?.[1];

/** A package's `testing` folder is what it lends to the tests of others. */
export const isTest = (path: string): boolean => /(^|\/)test\/|\/src\/testing\/|\.test\.ts$/.test(path);

/** Product source of any package: what the stricter gates look at. */
export const isProduct = (path: string): boolean => /^packages\/[^/]+\/src\//.test(path) && !isTest(path);
