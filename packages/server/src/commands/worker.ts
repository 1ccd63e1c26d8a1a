import { createLink } from '../cluster/link.ts';
import { wireToPrimary } from '../cluster/wires.ts';
import { startServer } from '../start/serving.ts';
import { settle } from '../start/settle.ts';
import { createWorkers, type PrimaryTopics, type WorkerTopics } from '../start/workers.ts';
import type { CommandWorld } from './command-world.ts';
import { failureNobodyHandled } from './reason-to-stop.ts';

/** Serves as one of several workers until the primary says that it is over; resolves when it has finished. */
export async function work(world: CommandWorld): Promise<void> {
  // A terminal, and systemd, signal every process: it is the primary that they mean
  process.on('SIGTERM', () => {}).on('SIGINT', () => {});
  const link = createLink<WorkerTopics, PrimaryTopics>(wireToPrimary());
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    link.on('stop', () => {
      stopping.abort();
      resolve();
    });
  });
  const place = await Promise.race([link.ask('place', null), stopped]);
  if (place === undefined) return;
  const log = world.log.with({ worker: place.number });
  const workers = createWorkers(link, place, stopping.signal);
  const failed = failureNobodyHandled(log);
  const running = await startServer({ ...world, log, workers });
  const { port, hosts, firstRun } = running;
  link.tell('ready', { port, hosts, firstRun });
  settle();
  await Promise.race([stopped, failed]);
  const outcome = await running.stop();
  if (outcome === 'cut') process.exitCode = 1;
}
