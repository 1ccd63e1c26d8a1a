/** The server as it was at an earlier commit, out of the history of this repository. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

const git = (...words: readonly string[]): string =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** What the words name, as a commit; null: nothing, or there is no history here. */
function commitOf(...words: readonly string[]): string | null {
  try {
    return git(...words) || null;
  } catch {
    return null;
  }
}

const migrations = 'packages/server/src/database/migrations/*.ts';

/** The last release; before the first, the commit before this one. */
const before = (): string | null =>
  commitOf('describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^') ?? commitOf('rev-parse', 'HEAD^');

/** The last commit whose schema was another. */
function beforeSchema(): string | null {
  const newest = commitOf('log', '-1', '--diff-filter=A', '--format=%H', '--', migrations);
  return newest === null ? null : commitOf('rev-parse', '--verify', `${newest}^`);
}

export type Earlier = { readonly name: string; readonly commit: string };

/** Those that a rolling upgrade may start from; none: this folder has no history. */
export function earlierServers(): readonly Earlier[] {
  const named = [
    { name: 'the one before', commit: before() },
    { name: 'one with the schema before', commit: beforeSchema() },
  ];
  return named.flatMap(({ name, commit }) => (commit === null ? [] : [{ name, commit }]));
}

/** Its `main.mjs` in a folder of its own, with the packages of today beside it; `remove` takes the folder away. */
export function checkOut({ commit }: Earlier): { readonly main: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-earlier-'));
  const archive = execFileSync('git', ['archive', '--format=tar', commit, 'package.json', 'packages'], {
    cwd: root,
    maxBuffer: 1024 * 1024 * 1024,
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  link(join(root, 'node_modules'), join(folder, 'node_modules'), ['@grantor']);
  const own = join(folder, 'node_modules', '@grantor');
  mkdirSync(own);
  for (const name of readdirSync(join(folder, 'packages'))) {
    symlinkSync(join(folder, 'packages', name), join(own, name));
    link(join(root, 'packages', name, 'node_modules'), join(folder, 'packages', name, 'node_modules'), [
      '@grantor',
    ]);
  }
  return {
    main: join(folder, 'packages/server/src/main.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A folder of links to all in another, but for these. */
function link(from: string, to: string, without: readonly string[]): void {
  mkdirSync(to);
  for (const name of entriesOf(from))
    if (!without.includes(name)) symlinkSync(join(from, name), join(to, name));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was installed for it alone
  }
}
