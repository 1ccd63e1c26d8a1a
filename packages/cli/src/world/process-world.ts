/** The world of a real process: its terminal, its signals, its network. */

import { existsSync, readFileSync } from 'node:fs';
import * as http from 'node:http';
import { homedir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { exitCodes } from '../errors/exit-code.ts';
import { interrupted } from '../errors/failure.ts';
import { readCertificate } from './certificate.ts';
import { createTerminalInput } from './terminal-input.ts';
import type { Sink, World } from './world.ts';

export type ProcessWorld = {
  readonly world: World;
  /** Ends the process with this code, after what was printed has been written. */
  end(code: number): void;
};

/** Listens for Ctrl-C and broken pipes from here on. */
export function createProcessWorld({ version, server }: Pick<World, 'version' | 'server'>): ProcessWorld {
  const stopping = new AbortController();
  const undos = new Set<() => void>();
  const farewells = new Set<Farewell>();
  const undoAll = (): void => {
    for (const undo of undos) undo();
  };
  const receiver = stopAtSignals({ stopping, undoAll, farewells });
  endAtBrokenPipe(undoAll);
  // HTTPS_PROXY, HTTP_PROXY, NO_PROXY; Nodes before 24.14 cannot
  http.setGlobalProxyFromEnv?.();
  const world: World = {
    environment: process.env,
    directory: process.cwd(),
    home: homedir(),
    platform: process.platform,
    isContainer: isContainer(process.env),
    stdin: createTerminalInput(process.stdin, process.stderr),
    stdout: sink(process.stdout, stopping.signal),
    stderr: sink(process.stderr, stopping.signal),
    fetch,
    certificateOf: readCertificate,
    version,
    server,
    now: () => Date.now(),
    sleep: (milliseconds) =>
      delay(milliseconds, undefined, { signal: stopping.signal }).catch(() => Promise.reject(interrupted())),
    interruption: stopping.signal,
    whenStopped(undo) {
      undos.add(undo);
      return () => undos.delete(undo);
    },
    whenStoppedFinally(work) {
      farewells.add(work);
      return () => farewells.delete(work);
    },
    passSignalsTo(receive) {
      receiver.receive = receive;
    },
  };
  return {
    world,
    // whoever was stopped ends as the signal says, when the farewells are over
    end: (code) => (stopping.signal.aborted ? undefined : end(code)),
  };
}

/** Whoever stands in for this process when a signal comes. */
type SignalReceiver = { receive: ((signal: NodeJS.Signals) => void) | null };

type Farewell = Parameters<World['whenStoppedFinally']>[0];

type Stop = {
  readonly stopping: AbortController;
  readonly undoAll: () => void;
  readonly farewells: ReadonlySet<Farewell>;
};

const farewellMilliseconds = 3000;

/**
 * One Ctrl-C is enough: what must not stay is undone, one line says so, the process ends (cli.md §5). A second one ends
 * the wait for a server that is told, too.
 */
function stopAtSignals({ stopping, undoAll, farewells }: Stop): SignalReceiver {
  const receiver: SignalReceiver = { receive: null };
  const stopWith =
    (code: number) =>
    (signal: NodeJS.Signals): void => {
      if (receiver.receive !== null) {
        receiver.receive(signal);
        return;
      }
      if (stopping.signal.aborted) process.exit(code);
      stopping.abort();
      undoAll();
      process.stderr.write(process.stderr.isTTY ? '\r\u001b[2KInterrupted.\n' : 'Interrupted.\n');
      if (farewells.size === 0) process.exit(code);
      void sayFarewell(farewells).finally(() => process.exit(code));
    };
  process.on('SIGINT', stopWith(exitCodes.interrupted));
  process.on('SIGTERM', stopWith(143));
  process.on('SIGHUP', stopWith(129));
  return receiver;
}

async function sayFarewell(farewells: ReadonlySet<Farewell>): Promise<void> {
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  const all = Promise.allSettled([...farewells].map((work) => work(tell)));
  await Promise.race([all, delay(farewellMilliseconds)]);
}

/** Whoever read our output has gone: nothing is left to say (cli.md §5). */
function endAtBrokenPipe(undoAll: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      undoAll();
      process.exit(exitCodes.done);
    });
  }
}

/** Nothing more is said after the line that says it was stopped. */
const sink = (stream: NodeJS.WriteStream, stopped: AbortSignal): Sink => ({
  write: (text) => void (stopped.aborted || stream.write(text)),
  isTerminal: stream.isTTY === true,
});

/** Pipes are written asynchronously on some platforms: the process ends when both have taken everything. */
function end(code: number): void {
  process.exitCode = code;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

function isContainer(environment: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return false;
  if (environment['container'] || environment['KUBERNETES_SERVICE_HOST'] || environment['CODESPACES'])
    return true;
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true;
  try {
    return /docker|kubepods|containerd|lxc/.test(readFileSync('/proc/1/cgroup', 'utf8'));
  } catch {
    return false;
  }
}
