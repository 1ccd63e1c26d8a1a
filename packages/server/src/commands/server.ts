import cluster from 'node:cluster';
import { describeStray } from '../config/load.ts';
import { announce } from '../start/announce.ts';
import { startServer } from '../start/serving.ts';
import { settle } from '../start/settle.ts';
import type { CommandWorld } from './command-world.ts';
import { reasonToStop } from './reason-to-stop.ts';
import { strayNames } from './stray-names.ts';

/** Serves until there is a reason to stop; resolves when the server has stopped. */
export async function serve(world: CommandWorld): Promise<void> {
  const { configuration, log } = world;
  if (cluster.isWorker) return (await import('./worker.ts')).work(world);
  // others may be there for other programs
  for (const stray of await strayNames(world))
    if (stray.nearest !== null) log.warn('configuration', { notice: describeStray(stray) });
  if (configuration.server.workers > 1) return (await import('./primary.ts')).supervise(world);
  const running = await startServer(world);
  const reason = reasonToStop(log); // whoever reads that it runs may stop it
  announce(configuration, running, log);
  settle();
  await reason;
  const outcome = await running.stop();
  log.info('stopped', { outcome });
  if (outcome === 'cut') process.exitCode = 1;
}
