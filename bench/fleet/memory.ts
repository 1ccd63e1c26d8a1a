/** `npm run bench -- memory`: what a server keeps of the memory when nothing is asked of it, process by process. */

import { parseArgs } from 'node:util';
import { amount } from '../arguments/amount.ts';
import { createFixtures } from '../fixtures/fixtures.ts';
import { grantorWorkers } from '../systems/grantor.ts';
import type { RunningSystem } from '../systems/system.ts';
import { childrenOf, proportionalMegabytes, residentMegabytes } from '../systems/usage.ts';
import { table } from '../tables/table.ts';

export const memoryUsage = `npm run bench -- memory [options]

  --rest 20          seconds between the start and the look`;

/** Throws with a sentence for the person at the console. */
export function readMemoryOptions(args: readonly string[]): { readonly rest: number } | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: { rest: { type: 'string', default: '20' }, help: { type: 'boolean', short: 'h' } },
  });
  return values.help === true ? 'help' : { rest: amount('rest', values.rest) };
}

const layouts = [
  { name: 'one process, SQLite', servers: 1, workers: 1, store: 'sqlite' },
  { name: 'one process, PostgreSQL', servers: 1, workers: 1, store: 'postgres' },
  { name: 'two workers, SQLite', servers: 1, workers: 2, store: 'sqlite' },
  { name: 'two workers, PostgreSQL', servers: 1, workers: 2, store: 'postgres' },
  { name: '3 replicas × 2 workers, PostgreSQL', servers: 3, workers: 2, store: 'postgres' },
] as const;

type Kept = { readonly resident: number; readonly proportional: number };

/** Prints the table. `rest` in seconds. */
export async function measureMemory({ rest }: { readonly rest: number }): Promise<void> {
  const rows: string[][] = [];
  for (const { name, servers, workers, store } of layouts) {
    console.error(`starting ${name}`);
    const running: RunningSystem[] = [];
    try {
      for (let server = 0; server < servers; server += 1)
        running.push(await grantorWorkers(workers, store).start(createFixtures()));
      await new Promise((resolve) => setTimeout(resolve, rest * 1000));
      const primaries = running.map(({ pid }) => keptBy(pid));
      const each = running.flatMap(({ pid }) => childrenOf(pid).map((child) => keptBy(child.pid)));
      const all = [...primaries, ...each].reduce((sum, { proportional }) => sum + proportional, 0);
      rows.push([
        name,
        megabytes(mean(primaries)),
        each.length === 0 ? '–' : megabytes(mean(each)),
        all.toFixed(0),
      ]);
    } finally {
      for (const system of running) await system.stop();
    }
  }
  console.log(`\n${table(['idle', 'MB first process', 'MB each worker', 'MB in all'], rows)}`);
  console.log('\nFirst and worker: resident memory. In all: what they share is counted once.');
}

function keptBy(pid: number): Kept {
  const [resident, proportional] = [residentMegabytes(pid), proportionalMegabytes(pid)];
  if (resident === null || proportional === null)
    throw new Error('this platform does not tell the memory of a process');
  return { resident, proportional };
}

const mean = (kept: readonly Kept[]): number =>
  kept.reduce((sum, { resident }) => sum + resident, 0) / kept.length;
const megabytes = (value: number): string => value.toFixed(0);
