/** Child processes, pinned to the server's core where the platform can; each is ended by who started it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { sendOnce } from '../load/connection.ts';
import { get } from '../load/request.ts';
import { type Core, pinned } from './pinning.ts';

export type Child = { readonly process: ChildProcess; readonly pid: number; stop(): Promise<void> };

export type Command = readonly [program: string, ...words: string[]];

export type ChildOptions = {
  readonly command: Command;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly core: Core;
  /** Where its command is to be understood; absent: in the folder. */
  readonly from?: string;
};

const stopWithin = 10_000;

/** This Node.js on a script. */
export const nodeOn = (script: string): Command => [process.execPath, ...nodeOptions(), script];

/** Starts a program; what it prints goes to files in the folder. */
export async function startChild({ command, folder, env, core, from }: ChildOptions): Promise<Child> {
  const out = openSync(join(folder, 'stdout'), 'a');
  const err = openSync(join(folder, 'stderr'), 'a');
  const [program, ...args] = pinned(core, [...command]);
  const child = spawn(program, args, {
    cwd: from ?? folder,
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', out, err, 'ipc'],
  });
  closeSync(out);
  closeSync(err);
  await once(child, 'spawn');
  return { process: child, pid: child.pid ?? 0, stop: () => stop(child) };
}

/** Options for the measured process, such as `--cpu-prof`. */
const nodeOptions = (): readonly string[] =>
  (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== '');

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), stopWithin);
  await exited;
  clearTimeout(forced);
}

/** Asks until the answer is 200; rejects when the process ends or takes longer than half a minute. */
export async function untilAnswering({ process: child }: Child, url: URL): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended at its start (${child.exitCode})`);
    if (Date.now() > deadline) throw new Error('the server did not answer in time');
    const status = await sendOnce(Number(url.port), get(url)).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
