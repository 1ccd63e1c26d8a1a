/**
 * `npm run bench -- anatomy <scenario>`: where the processor time of one iteration goes, by stage, by package and by
 * function, from a CPU profile of the real server while the load of that scenario runs.
 */

import { parseArgs } from 'node:util';
import { discover } from '../endpoints/endpoints.ts';
import { createFixtures } from '../fixtures/fixtures.ts';
import { Connection } from '../load/connection.ts';
import { drive } from '../load/drive.ts';
import { scenarios } from '../scenarios/index.ts';
import type { LoopScenario } from '../scenarios/scenario.ts';
import { grantorPostgres, grantorSqlite } from '../systems/grantor.ts';
import { pinThisProcess } from '../systems/pinning.ts';
import { type Spent, spentIn } from '../systems/profile.ts';
import { processorSeconds } from '../systems/usage.ts';
import { table } from '../tables/table.ts';
import { functionOf, packageOf, stageOf } from './stages.ts';

export const anatomyUsage = `npm run bench -- anatomy <scenario> [options]

  --store sqlite     or postgres
  --seconds 10       of load under the profile`;

export type AnatomyOptions = {
  readonly scenario: LoopScenario;
  readonly store: 'sqlite' | 'postgres';
  readonly seconds: number;
};

const loops = scenarios.filter((scenario) => scenario.kind === 'loop');

/** Throws with a sentence for the person at the console. */
export function readAnatomyOptions(args: readonly string[]): AnatomyOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      store: { type: 'string', default: 'sqlite' },
      seconds: { type: 'string', default: '10' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const { store } = values;
  const seconds = Number(values.seconds);
  const scenario = loops.find(({ name }) => name === positionals[0]);
  if (scenario === undefined) throw new Error(`name one of ${loops.map(({ name }) => name).join(', ')}`);
  if (store !== 'sqlite' && store !== 'postgres') throw new Error(`--store is sqlite or postgres: ${store}`);
  if (!(seconds > 0)) throw new Error(`--seconds is not a number above 0: ${values.seconds}`);
  return { scenario, store, seconds };
}

const connectionCount = 32;
const warmUpSeconds = 3;

export async function measureAnatomy({ scenario, store, seconds }: AnatomyOptions): Promise<void> {
  pinThisProcess('load');
  const system = store === 'sqlite' ? grantorSqlite : grantorPostgres;
  const running = await system.start(createFixtures());
  try {
    const target = { system: running, endpoints: await discover(running.issuer) };
    const connections = Array.from({ length: connectionCount }, () => new Connection(running.port));
    await Promise.all(connections.map((connection) => connection.open()));
    const iterations = await scenario.prepare(target, connections);
    await drive(iterations, warmUpSeconds);
    const stop = await running.profile?.();
    const before = processorSeconds(running.pid);
    const driven = await drive(iterations, seconds);
    const after = processorSeconds(running.pid);
    const profile = await stop?.();
    await scenario.verify(target, driven.last);
    for (const connection of connections) connection.close();
    const processor = before === null || after === null ? null : (after - before) * 1_000_000;
    if (profile !== undefined) tell(spentIn(profile), { iterations: driven.durations.length, processor });
  } finally {
    await running.stop();
  }
}

const functionsShown = 25;

type Whole = {
  readonly iterations: number;
  /** Microseconds of the process, all threads; null where nobody tells. */
  readonly processor: number | null;
};

/** A profile counts what passes while a function runs, also when others have the core: its shares are those of the processor's time. */
function tell(spent: readonly Spent[], { iterations, processor }: Whole): void {
  const parts = [
    { title: 'stage', of: stageOf, most: Number.POSITIVE_INFINITY },
    { title: 'package', of: packageOf, most: Number.POSITIVE_INFINITY },
    { title: 'function, by itself', of: functionOf, most: functionsShown },
  ];
  const all = spent.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const scale = processor === null ? 1 : processor / all;
  const each = ((all * scale) / iterations).toFixed(1);
  console.log(`${iterations} iterations, ${each} µs of the processor for each, the profiler's included`);
  for (const { title, of, most } of parts) {
    const rows = [...summed(spent, of)]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, most)
      .map(([name, time]) => [
        name,
        ((time * scale) / iterations).toFixed(1),
        `${((100 * time) / all).toFixed(1)} %`,
      ]);
    console.log(`\n${table([title, 'µs', 'share'], rows)}`);
  }
}

function summed(spent: readonly Spent[], nameOf: (one: Spent) => string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const one of spent) sums.set(nameOf(one), (sums.get(nameOf(one)) ?? 0) + one.microseconds);
  return sums;
}
