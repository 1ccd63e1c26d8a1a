import type { Log } from '../telemetry/log.ts';

/** In milliseconds: a terminal signals the whole group, and npm passes on to us what it got itself. */
const oneKeystroke = 500;

/** Resolves at the first signal, or at a failure that nobody handled; a signal after that ends the process at once. */
export function reasonToStop(log: Log, endAtOnce: () => void = () => process.exit(1)): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    let last = { signal: '', at: 0 };
    const onSignal = (signal: string): void => {
      const at = performance.now();
      if (signal === last.signal && at - last.at < oneKeystroke) return;
      last = { signal, at };
      if (stopping) {
        endAtOnce(); // operations.md B-7
        return;
      }
      stopping = true;
      log.info('stopping', { signal });
      resolve();
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
    void failureNobodyHandled(log).then(() => {
      stopping = true;
      resolve();
    });
  });
}

/** Resolves once there is one: whatever can be finished is, and the process ends with 1 (operations.md B-10). */
export function failureNobodyHandled(log: Log): Promise<void> {
  return new Promise((resolve) => {
    const onFailure = (failure: unknown): void => {
      log.fatal('a failure nobody handled', { failure });
      process.exitCode = 1;
      resolve();
    };
    process.on('unhandledRejection', onFailure).on('uncaughtException', onFailure);
  });
}
