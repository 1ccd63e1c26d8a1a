import { Worker } from 'node:worker_threads';

export type Cost = {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
};

/** Derives `length` bytes from a password: argon2id (RFC 9106). */
export type Derive = (
  password: Buffer,
  salt: Buffer,
  cost: Cost & { readonly length: number },
) => Promise<Buffer>;

/** Milliseconds after which a thread that nobody needed ends: it keeps some megabytes. */
const idleTime = 10_000;

/** What a thread runs. It is given as text, which every form of the program has, and so names nothing from outside. */
function serve(): void {
  const { argon2Sync } = process.getBuiltinModule('node:crypto');
  const { getPriority, setPriority } = process.getBuiltinModule('node:os');
  const { parentPort } = process.getBuiltinModule('node:worker_threads');
  // On Linux alone a thread has a priority of its own. Five steps down it gets a quarter of a core that is busy with
  // everything else, and all of one that is not; further down, signing in would hang on a busy machine.
  if (process.platform === 'linux') {
    try {
      setPriority(Math.min(getPriority() + 5, 19));
    } catch {
      // where that is forbidden, all threads are alike
    }
  }
  parentPort?.on('message', (parameters) => parentPort.postMessage(argon2Sync('argon2id', parameters)));
}

/**
 * Hashing that gives way to everything else the process does (performance.md §2 "login storm"): on threads of their
 * own and of low priority, as many as there are calls at the same time. The caller bounds those.
 */
export function createDerivation(): Derive {
  const idle: Worker[] = [];
  const ends = new WeakMap<Worker, NodeJS.Timeout>();

  const forget = (thread: Worker): void => {
    const place = idle.indexOf(thread);
    if (place >= 0) idle.splice(place, 1);
  };

  const start = (): Worker => {
    // without variables and flags of the process: none is of use to it, and some are secret
    const thread = new Worker(`(${serve})()`, { eval: true, env: {}, execArgv: [], name: 'argon2id' });
    thread.on('error', () => forget(thread));
    thread.on('exit', () => forget(thread));
    return thread;
  };

  const take = (): Worker => {
    const thread = idle.pop();
    if (thread === undefined) return start();
    clearTimeout(ends.get(thread));
    thread.ref();
    return thread;
  };

  const rest = (thread: Worker): void => {
    idle.push(thread);
    thread.unref();
    const end = () => {
      forget(thread);
      void thread.terminate();
    };
    ends.set(thread, setTimeout(end, idleTime).unref());
  };

  return async (message, nonce, { length, ...cost }) => {
    const thread = take();
    thread.postMessage({ ...cost, message, nonce, tagLength: length });
    const derived = await answerOf(thread);
    rest(thread);
    return Buffer.from(derived);
  };
}

/** The next message of a thread; throws what ended it. */
const answerOf = (thread: Worker): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const settle =
      <Value>(how: (value: Value) => void) =>
      (value: Value): void => {
        thread.off('message', answered).off('error', failed).off('exit', ended);
        how(value);
      };
    const answered = settle(resolve);
    const failed = settle(reject);
    const ended = settle((code: number) => reject(new Error(`the thread that hashes ended with ${code}`)));
    thread.on('message', answered).on('error', failed).on('exit', ended);
  });
