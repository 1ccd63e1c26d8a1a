/** Every text of the repository that may cite a rule: sources, tests, scripts, examples and documents. */

import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from './sources.ts';

export type Text = {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
};

const PATTERNS = [
  '*.md',
  '.ci/run',
  '{docs,examples,packages,scripts,bench}/**/*.{ts,mjs,js,css,md,json,yaml,conf}',
  'examples/**/Caddyfile',
];

/** Written by a script from the other texts. */
const GENERATED = ['docs/traceability.md', 'docs/configuration.md'];

const isForeign = (path: string): boolean => /(^|\/)(node_modules|dist|results)(\/|$)/.test(path);

export function workspaceTexts(): readonly Text[] {
  return globSync(PATTERNS, { cwd: root, exclude: isForeign })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !isForeign(path) && !GENERATED.includes(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(resolve(root, path), 'utf8') }));
}
