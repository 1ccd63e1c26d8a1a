/** Which core runs what: the servers on one, the load (and a database server) on another, where the platform can. */

import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

export type Core = 'server' | 'load';

const numbers = { server: '0', load: '1' } as const;

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
  return canPin ? ['taskset', '-c', numbers[core], ...command] : [...command];
}

/** Moves this process, all its threads, and with it what it starts unpinned from now on. */
export function pinThisProcess(core: Core): void {
  if (canPin) execFileSync('taskset', ['-a', '-cp', numbers[core], String(process.pid)], { stdio: 'ignore' });
}
