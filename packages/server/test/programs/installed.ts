/** Where the foreign programs are that do not come with `npm ci`; `.ci/programs/install` brings them. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { repository } from '../documentation/markdown.ts';

const place = resolve(repository, '.ci/programs');

export const nodePackages = resolve(place, 'node_modules');
export const python = resolve(place, 'python/bin/python');

/** Where commands are: those brought here first, then the PATH, then where Debian puts servers. */
export const commandPath = `${resolve(place, 'bin')}:${process.env['PATH']}:/usr/sbin`;

/** Why a test is skipped; false: it runs. */
type Skip = string | false;

const unless = (there: boolean, what: string): Skip =>
  there ? false : `not installed here: ${what} (.ci/run brings what can be had)`;

export const missingPackage = (name: string): Skip => unless(existsSync(resolve(nodePackages, name)), name);

/** Whether Python has the module, which is looked for by its folder and not imported. */
export function missingModule(name: string): Skip {
  if (!existsSync(python)) return unless(false, name);
  const search = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${name}") is None)`;
  return unless(spawnSync(python, ['-c', search]).status === 0, name);
}

/** Whether something on `commandPath` answers to that name. */
export const missingCommand = (name: string): Skip =>
  unless(
    spawnSync(name, ['--version'], { env: { ...process.env, PATH: commandPath } }).error === undefined,
    name,
  );
