import cluster from 'node:cluster';
import { describeStray } from '../config/load.ts';
import type { RunningFacade } from '../start/facade.ts';
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
  const serving = await start(world);
  const reason = reasonToStop(log); // whoever reads that it runs may stop it
  serving.announce();
  settle();
  await reason;
  const outcome = await serving.stop();
  log.info('stopped', { outcome });
  if (outcome === 'cut') process.exitCode = 1;
}

/** Only what this one needs is loaded: a server over somebody else's engine has no database (federation-vci-authlete.md ATL-7). */
async function start(world: CommandWorld): Promise<Pick<RunningFacade, 'announce' | 'stop'>> {
  if (world.configuration.facade.engine === 'authlete') {
    return (await import('../start/facade.ts')).startFacade(world);
  }
  const [{ startServer }, { announce }] = await Promise.all([
    import('../start/serving.ts'),
    import('../start/announce.ts'),
  ]);
  const running = await startServer(world);
  return { announce: () => announce(world.configuration, running, world.log), stop: running.stop };
}
