import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

// Child processes of the suite: none outlives the suite, however that ends.

const STOP_AFTER_MS = 5_000;
const KEPT_OUTPUT = 4_000;

export interface Child {
  readonly process: ChildProcess;
  /** The end of what the process printed, for messages about a failed start. */
  output(): string;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

process.once('exit', endAll);

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function endByThat(signal: NodeJS.Signals): void {
  endAll();
  leaveSignals();
  process.kill(process.pid, signal);
}

function watchSignals(): void {
  for (const signal of SIGNALS) process.on(signal, endByThat);
}

function leaveSignals(): void {
  for (const signal of SIGNALS) process.off(signal, endByThat);
}

/** Starts this Node.js with arguments and environment; the output is kept, not shown. */
export function startChild(args: readonly string[], env: Readonly<Record<string, string>>): Child {
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (running.size === 0) watchSignals();
  running.add(child);
  child.once('exit', () => {
    if (running.delete(child) && running.size === 0) leaveSignals();
  });
  let printed = '';
  const keep = (chunk: Buffer): void => {
    printed = (printed + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return {
    process: child,
    output: () => printed,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_AFTER_MS);
      await exited;
      clearTimeout(forced);
    },
  };
}
