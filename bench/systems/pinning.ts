/** Which core runs what: the servers on one, the load (and a database server) on another, where the platform can. */

import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** `any`: where there is room. */
export type Core = 'server' | 'load' | 'any';

const numbers = { server: '0', load: '1', any: null } as const;

export const canPin = process.platform === 'linux' && availableParallelism() > 1 && hasTaskset();

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The command that runs the command on that core. */
export function pinned(core: Core, command: readonly [string, ...string[]]): [string, ...string[]] {
  const number = numbers[core];
  return canPin && number !== null ? ['taskset', '-c', number, ...command] : [...command];
}

/** Moves this process, all its threads, and with it what it starts unpinned from now on. */
export function pinThisProcess(core: 'server' | 'load'): void {
  if (canPin) execFileSync('taskset', ['-a', '-cp', numbers[core], String(process.pid)], { stdio: 'ignore' });
}
