/** Everything of a release but publishing it (distribution.md R-1). */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releasedChangelog } from './changelog.ts';
import { checksums } from './checksums.ts';
import { currentVersion, follows, writeVersion } from './versions.ts';

export type Step = { readonly name: string; readonly command: readonly [string, ...string[]] };

export type Release = {
  readonly root: string;
  readonly version: string;
  /** Of the changelog, as in `2026-01-31`. */
  readonly date: string;
  /** In their order; the first that fails ends the release. */
  readonly steps: readonly Step[];
  readonly say: (line: string) => void;
};

export const git = (root: string, ...words: readonly string[]): string =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();

/** Whether what is on disk is what was committed, new files included. */
export const isClean = (root: string): boolean => git(root, 'status', '--porcelain') === '';

function checkRequest({ root, version }: Release): void {
  const current = currentVersion(root);
  if (!follows(version, current)) throw new Error(`"${version}" is no version, or one before ${current}`);
  if (git(root, 'tag', '--list', `v${version}`) !== '') throw new Error(`v${version} is there already`);
  if (!isClean(root)) throw new Error(`the tree has changes:\n${git(root, 'status', '--short')}`);
}

function runStep({ name, command: [program, ...words] }: Step, root: string): void {
  const { status, error } = spawnSync(program, words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} failed${error === undefined ? '' : `: ${error.message}`}`);
}

/**
 * Writes version and changelog, runs the steps, sums up what they left in `dist`, commits and tags. Throws where
 * something is in the way, and leaves the tree as it was.
 */
export function release(wish: Release): void {
  const { root, version, date, steps, say } = wish;
  checkRequest(wish);
  const changelog = join(root, 'CHANGELOG.md');
  const released = releasedChangelog(readFileSync(changelog, 'utf8'), version, date);
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  try {
    writeVersion(root, version);
    writeFileSync(changelog, released);
    for (const step of steps) {
      say(step.name);
      runStep(step, root);
    }
    const sums = checksums(dist);
    if (sums === '') throw new Error('the steps left nothing in dist');
    writeFileSync(join(dist, 'SHA256SUMS'), sums);
    if (/^\?\?/m.test(git(root, 'status', '--porcelain'))) throw new Error('a step left files behind');
    git(root, 'commit', '--quiet', '--all', '--message', `Release ${version}`);
    git(root, 'tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
  } catch (error) {
    // The tree was clean, so nothing but what this release wrote is taken back
    git(root, 'restore', '--staged', '--worktree', '.');
    throw error;
  }
}
