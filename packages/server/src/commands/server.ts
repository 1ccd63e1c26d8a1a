import { announce } from '../start/announce.ts';
import { type RunningServer, startServer, type World } from '../start.ts';
import type { Log } from '../telemetry/log.ts';

/** Serves until a signal comes; resolves when the server has stopped. */
export async function serve(world: World): Promise<void> {
  const running = await startServer(world);
  announce(world.configuration, running, world.log);
  process.on('unhandledRejection', (failure) => {
    world.log.fatal('unhandled rejection', { failure });
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  });
  await untilStopped(running, world.log);
}

/** The first signal drains; a second one, or time running out, ends the process with 1 (operations.md B-7). */
async function untilStopped(running: RunningServer, log: Log): Promise<void> {
  const signal = await firstSignal(() => process.exit(1));
  log.info('stopping', { signal });
  const outcome = await running.stop();
  log.info('stopped', { outcome });
  log.flush();
  process.exit(outcome === 'drained' ? (process.exitCode ?? 0) : 1);
}

function firstSignal(again: () => void): Promise<string> {
  return new Promise((resolve) => {
    let count = 0;
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.on(signal, () => {
        count += 1;
        if (count > 1) again();
        resolve(signal);
      });
    }
  });
}
