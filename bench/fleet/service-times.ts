/** How long one request works on a core of the server and on one of the database, measured here. */

import { discover } from '../endpoints/endpoints.ts';
import { createFixtures } from '../fixtures/fixtures.ts';
import { Connection } from '../load/connection.ts';
import { drive } from '../load/drive.ts';
import { percentile } from '../load/statistics.ts';
import type { LoopScenario, Target } from '../scenarios/scenario.ts';
import { grantorPostgres } from '../systems/grantor.ts';
import { childrenOf, processorSeconds } from '../systems/usage.ts';
import type { Kind } from './simulate.ts';

export type Wanted = { readonly scenario: LoopScenario; readonly weight: number };

const warmUpSeconds = 2;
const connections = 32;

/** Milliseconds of each. `network`: on the way to a database and back that is on another machine. */
export async function measureServiceTimes(
  wanted: readonly Wanted[],
  { seconds, network }: { readonly seconds: number; readonly network: number },
): Promise<readonly Kind[]> {
  const system = await grantorPostgres.start(createFixtures());
  try {
    const target: Target = { system, endpoints: await discover(system.issuer) };
    const kinds: Kind[] = [];
    for (const { scenario, weight } of wanted) {
      console.error(`measuring ${scenario.name}: ${scenario.iteration}`);
      const busy = await run(scenario, target, { seconds, count: connections });
      const alone = await run(scenario, target, { seconds: Math.min(seconds, 2), count: 1 });
      const idle = Math.max(0, alone.p50 - alone.worker - alone.database);
      const { worker, database } = busy;
      kinds.push({ name: scenario.name, weight, worker, database, apart: idle + network });
    }
    return kinds;
  } finally {
    await system.stop();
  }
}

async function run(
  scenario: LoopScenario,
  target: Target,
  { seconds, count }: { readonly seconds: number; readonly count: number },
): Promise<{ worker: number; database: number; p50: number }> {
  const open = Array.from({ length: count }, () => new Connection(target.system.port));
  await Promise.all(open.map((connection) => connection.open()));
  const iterations = await scenario.prepare(target, open);
  await drive(iterations, Math.min(warmUpSeconds, seconds));
  const [server, postgres] = [target.system.pid, postgresOf(process.pid)];
  const before = [spent(server), spent(postgres)] as const;
  const { durations, last } = await drive(iterations, seconds);
  const after = [spent(server), spent(postgres)] as const;
  await scenario.verify(target, last);
  for (const connection of open) connection.close();
  const each = (part: 0 | 1): number => ((after[part] - before[part]) / durations.length) * 1000;
  return { worker: each(0), database: each(1), p50: percentile(durations, 0.5) };
}

function spent(pid: number): number {
  const seconds = processorSeconds(pid);
  if (seconds === null) throw new Error('this platform does not tell the processor time of a process');
  return seconds;
}

/** The PostgreSQL that this process has started. */
function postgresOf(parent: number): number {
  const found = childrenOf(parent).find(({ name }) => name === 'postgres');
  if (found === undefined)
    throw new Error('the processor time of a PostgreSQL elsewhere is not seen: unset GRANTOR_TEST_POSTGRES');
  return found.pid;
}
