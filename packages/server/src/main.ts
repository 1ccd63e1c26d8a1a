/** The `server` command: reads the configuration, starts, says what to try next, and stops on a signal. */

import { configurationExitCode, describeNotice, describeProblem, loadConfiguration } from './config/load.ts';
import type { Configuration } from './config/types.ts';
import { announce } from './start/announce.ts';
import { type RunningServer, startServer } from './start.ts';
import { createLog, type Log } from './telemetry/log.ts';

const loaded = loadConfiguration(process.env, process.cwd());
if (loaded.ok) {
  const log = createLog(loaded.configuration.logging.level);
  for (const notice of loaded.notices) log.warn('configuration', { notice: describeNotice(notice) });
  await run(loaded.configuration, log);
} else {
  for (const problem of loaded.problems) console.error(describeProblem(problem));
  process.exitCode = configurationExitCode;
}

async function run(configuration: Configuration, log: Log): Promise<void> {
  try {
    const running = await startServer({ configuration, environment: process.env, log });
    announce(configuration, running, log);
    stopOnSignal(running, log);
  } catch (failure) {
    log.fatal('start failed', { failure });
    log.flush();
    console.error(failure instanceof Error ? failure.message : 'the server could not start');
    process.exit(1);
  }
}

/** The first signal drains; a second one, or time running out, ends the process with 1 (operations.md B-7). */
function stopOnSignal(running: RunningServer, log: Log): void {
  let signals = 0;
  const stop = async (signal: string): Promise<void> => {
    signals += 1;
    if (signals > 1) process.exit(1);
    log.info('stopping', { signal });
    const outcome = await running.stop();
    log.info('stopped', { outcome });
    log.flush();
    process.exit(outcome === 'drained' ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      stop(signal).catch((failure: unknown) => {
        log.fatal('stopping failed', { failure });
        log.flush();
        process.exit(1);
      });
    });
  }
  process.on('unhandledRejection', (failure) => {
    log.fatal('unhandled rejection', { failure });
    process.kill(process.pid, 'SIGTERM');
  });
}
