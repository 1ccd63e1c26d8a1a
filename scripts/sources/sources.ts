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

let workspace: readonly Source[] | undefined;

/** Every TypeScript file that `tsconfig.json` names: packages, their tests, scripts and benchmarks. Read once. */
export function workspaceSources(): readonly Source[] {
  workspace ??= parse(root, {});
  return workspace;
}

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

const walked = new WeakMap<SourceFile, readonly Node[]>();

/** Every node of the file, parents first. Walked once, however many gates ask. */
export function nodesOf({ tree }: Pick<Source, 'tree'>): readonly Node[] {
  const known = walked.get(tree);
  if (known !== undefined) return known;
  const nodes: Node[] = [];
  const visit = (node: Node): void => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  visit(tree);
  walked.set(tree, nodes);
  return nodes;
}

/** Line of a position, counted from 1. */
export function lineAt({ text }: Pick<Source, 'text'>, position: number): number {
  let line = 1;
  for (let end = text.indexOf('\n'); end !== -1 && end < position; end = text.indexOf('\n', end + 1))
    line += 1;
  return line;
}

/** `path:line`, as editors open it. */
export const placeOf = (source: Source, node: Node): string =>
  `${source.path}:${lineAt(source, node.getStart(source.tree))}`;

export const packageOf = (path: string): string | undefined => /^packages\/([^/]+)\//.exec(path)?.[1];

/** A package's `testing` folder is what it lends to the tests of others. */
export const isTest = (path: string): boolean => /(^|\/)test\/|\/src\/testing\/|\.test\.ts$/.test(path);

/** Product source of any package: what the stricter gates look at. */
export const isProduct = (path: string): boolean => /^packages\/[^/]+\/src\//.test(path) && !isTest(path);
