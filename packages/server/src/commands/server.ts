import { describeStray } from '../config/load.ts';
import { announce } from '../start/announce.ts';
import { startServer } from '../start/serving.ts';
import { settle } from '../start/settle.ts';
import type { World } from '../start/start.ts';
import type { Log } from '../telemetry/log.ts';
import { strayNames } from './stray-names.ts';

/** Serves until there is a reason to stop; resolves when the server has stopped. */
export async function serve(world: World): Promise<void> {
  const { configuration, log } = world;
  // others may be there for other programs
  for (const stray of await strayNames(world))
    if (stray.nearest !== null) log.warn('configuration', { notice: describeStray(stray) });
  const running = await startServer(world);
  const reason = reasonToStop(log); // whoever reads that it runs may stop it
  announce(configuration, running, log);
  settle();
  await reason;
  const outcome = await running.stop();
  log.info('stopped', { outcome });
  if (outcome === 'cut') process.exitCode = 1;
}

/** In milliseconds: a terminal signals the whole group, and npm passes on to us what it got itself. */
const oneKeystroke = 500;

/** Resolves at the first signal, or at a failure that nobody handled; a signal after that ends the process at once. */
function reasonToStop(log: Log): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    let last = { signal: '', at: 0 };
    const onSignal = (signal: string): void => {
      const at = performance.now();
      if (signal === last.signal && at - last.at < oneKeystroke) return;
      last = { signal, at };
      if (stopping) process.exit(1); // operations.md B-7
      stopping = true;
      log.info('stopping', { signal });
      resolve();
    };
    const onFailure = (failure: unknown): void => {
      stopping = true;
      log.fatal('a failure nobody handled', { failure });
      process.exitCode = 1; // operations.md B-10
      resolve();
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
    process.on('unhandledRejection', onFailure).on('uncaughtException', onFailure);
  });
}
