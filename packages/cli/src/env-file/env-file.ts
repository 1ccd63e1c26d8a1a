/** An env file as the place of values: read, and changed under a lock of its own. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Arguments } from '../command-line/arguments.ts';
import { wrongUsage } from '../errors/failure.ts';
import { removeLeftovers, replaceFile } from '../store/atomic-file.ts';
import { shortPath } from '../store/location.ts';
import { withLock } from '../store/lock.ts';
import { asNotWritable } from '../store/not-writable.ts';
import { isCode } from '../store/system-error.ts';
import type { World } from '../world/world.ts';
import { readEnv, writeEnv } from './lines.ts';
import { defaultPrefix, type EnvValues, fromVariables, toVariables } from './variables.ts';

export type EnvFile = {
  readonly path: string;
  readonly prefix: string;
  /** How people call it. */
  readonly place: string;
  read(): EnvValues;
  write(values: EnvValues): void;
  locked<T>(work: () => Promise<T>): Promise<T>;
};

/** The file that `--env` names, `.env` without a name; null without the option. */
export function envFileOption(given: Arguments, world: World): EnvFile | null {
  if (!given.has('env')) return null;
  const prefix = given.text('env-prefix') ?? defaultPrefix;
  if (!/^[A-Za-z_]\w*$/.test(prefix)) {
    throw wrongUsage(`--env-prefix cannot begin a variable: ${prefix}`, 'For example: --env-prefix MCP_');
  }
  return openEnvFile({ path: resolve(world.directory, given.text('env') || '.env'), prefix }, world);
}

export function openEnvFile({ path, prefix }: Pick<EnvFile, 'path' | 'prefix'>, world: World): EnvFile {
  const place = shortPath(path, world);
  const readContent = (): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (isCode(error, 'ENOENT')) return '';
      throw error;
    }
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw asNotWritable(error, place);
    }
  };
  return {
    path,
    prefix,
    place,
    read: () => guarded(() => fromVariables(readEnv(readContent()), prefix)),
    write: (values) => guarded(() => replaceFile(path, writeEnv(readContent(), toVariables(values, prefix)))),
    async locked(work) {
      try {
        return await withLock(`${path}.lock`, world, () => {
          removeLeftovers(path);
          return work();
        });
      } catch (error) {
        throw asNotWritable(error, place);
      }
    },
  };
}

/** Whether git would publish the file with the next push: it is tracked. False where there is no git. */
export function isTracked(path: string): boolean {
  // no program that a foreign repository names runs here
  const words = ['-c', 'core.fsmonitor=false', 'ls-files', '--error-unmatch', '--', basename(path)];
  return spawnSync('git', words, { cwd: dirname(path), stdio: 'ignore' }).status === 0;
}
