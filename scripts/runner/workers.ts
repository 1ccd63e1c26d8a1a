/** Runs test files in a few processes, each of which takes the next file when it is done with one. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure, FileResult } from './tally.ts';
import type { Task, Word } from './worker.ts';

export type Ended = {
  readonly file: string;
  readonly result: FileResult;
  /** The end of what the file printed. */
  readonly output: readonly string[];
};

export type Run = {
  /** Absolute paths, begun in this order. */
  readonly files: readonly string[];
  readonly namePatterns: readonly string[];
  /** How many processes. */
  readonly concurrency: number;
  /** In ms: how long a file may take. */
  readonly limit: number;
  /**
   * In ms: how long one may be silent in which a test failed. That test left what it had not got to putting away, and
   * its server would keep the process for ever.
   */
  readonly silence: number;
  /** Whether this file gets a process of its own, without having to ask for it. */
  readonly isAlone?: (file: string) => boolean;
};

/** A file that prints without end costs no memory. */
const OUTPUT_LIMIT = 500;

/** Then a process makes way for a new one: what modules and files keep would grow without end. */
const FILES_LIMIT = 60;

/** A line of a file that has to be alone, and says why. */
const ALONE = /^\/\/ In a process of its own: \S/m;

/** Tells of each file when it has ended; resolves when all have. */
export async function runFiles(
  { files, namePatterns, concurrency, limit, silence, isAlone = () => false }: Run,
  tell: (ended: Ended) => void,
): Promise<void> {
  const waiting = [...files];
  const lane = async (): Promise<void> => {
    let worker: ChildProcess | null = null;
    let count = 0;
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const task = { file, namePatterns };
      if (isAlone(file) || ALONE.test(await readFile(file, 'utf8'))) {
        const own = startWorker();
        tell((await runIn(own, task, { limit, silence })).ended);
        await dismiss(own);
        continue;
      }
      worker ??= startWorker();
      const { ended, changed } = await runIn(worker, task, { limit, silence });
      tell(withChanges(ended, changed));
      count += 1;
      if (changed.length === 0 && count < FILES_LIMIT && !isOver(worker)) continue;
      await dismiss(worker);
      [worker, count] = [null, 0];
    }
    if (worker !== null) await dismiss(worker);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, files.length) }, lane));
}

/** In a group of its own, so that what its files started can be ended with it. */
const startWorker = (): ChildProcess =>
  fork(join(import.meta.dirname, 'worker.ts'), { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });

/** Ends a worker and whatever its files started: a server that goes on would take time from all that follow. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has just ended, and all of them with it
  }
}

/** Ends a worker that has no file. */
async function dismiss(worker: ChildProcess): Promise<void> {
  if (isOver(worker)) return;
  const gone = once(worker, 'exit');
  worker.disconnect();
  const patience = setTimeout(() => kill(worker), 10_000);
  await gone;
  clearTimeout(patience);
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

type Limits = Pick<Run, 'limit' | 'silence'>;

/** Kills the worker when its file is late; `lost`: why it was, once it was. */
function createPatience(worker: ChildProcess, { limit, silence }: Limits) {
  let why: string | null = null;
  const killAfter = (milliseconds: number, late: string): NodeJS.Timeout =>
    setTimeout(() => {
      why ??= late;
      kill(worker);
    }, milliseconds);
  const whole = killAfter(limit, `did not end within ${limit / 1000} s`);
  let silent: NodeJS.Timeout | undefined;
  return {
    lost: (): string | null => why,
    heard(failures: readonly Failure[]): void {
      clearTimeout(silent);
      if (failures.length > 0) silent = killAfter(silence, 'did not end after what failed');
    },
    end(): void {
      clearTimeout(whole);
      clearTimeout(silent);
    },
  };
}

async function runIn(
  worker: ChildProcess,
  task: Task,
  limits: Limits,
): Promise<{ readonly ended: Ended; readonly changed: readonly string[] }> {
  const { file } = task;
  const output: string[] = [];
  const hear = (chunk: Buffer): void => {
    output.push(chunk.toString());
    if (output.length > OUTPUT_LIMIT) output.shift();
  };
  for (const stream of [worker.stdout, worker.stderr]) stream?.on('data', hear);
  const start = performance.now();
  let begun = '';
  const failures: Failure[] = [];
  const patience = createPatience(worker, limits);
  try {
    return await new Promise((settle) => {
      const lost = (code: number | null, signal: NodeJS.Signals | null): void => {
        const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
        const why = `    ${patience.lost() ?? 'its process ended before it'}`;
        const failure = {
          title: `${file} (${how})`,
          place: `${file}:1`,
          why: begun === '' ? why : `${why}; the last test begun: ${begun}`,
        };
        const result = failed([...failures, failure], performance.now() - start);
        settle({ ended: { file, result, output }, changed: [] });
      };
      worker.once('exit', lost);
      worker.on('message', (word: Word) => {
        if ('result' in word) {
          worker.off('exit', lost);
          const { result, changed } = word;
          // What it printed last is on its way
          setImmediate(() => settle({ ended: { file, result, output }, changed }));
          return;
        }
        if ('begun' in word) begun = word.begun;
        else failures.push(word.failed);
        patience.heard(failures);
      });
      worker.send(task);
    });
  } finally {
    patience.end();
    worker.removeAllListeners('message');
    for (const stream of [worker.stdout, worker.stderr]) stream?.off('data', hear);
  }
}

const failed = (failures: readonly Failure[], milliseconds: number): FileResult => ({
  passed: 0,
  milliseconds,
  failures,
  omissions: [],
});

function withChanges(ended: Ended, changed: readonly string[]): Ended {
  if (changed.length === 0) return ended;
  const { file, result } = ended;
  const why = `    left changed for the files after it: ${changed.join(', ')}`;
  const failures = [...result.failures, { title: file, place: `${file}:1`, why }];
  return { ...ended, result: { ...result, failures } };
}
