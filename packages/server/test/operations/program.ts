/** `main.mjs` as an operator runs it: what it printed and how it ended. Never outlives the test by a minute. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledBefore } from '../compiled.ts';

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Program = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Standard output and error so far. */
  output(): string;
};

/** A user and a group of the machine; empty: whoever runs the tests. */
export type Owner = { readonly uid?: number; readonly gid?: number };

type Environment = Readonly<Record<string, string>>;

export const main = join(import.meta.dirname, '../../src/main.mjs');

/** `as`: the user it runs as; only root can choose one. */
export function startProgram(
  args: readonly string[],
  environment: Environment,
  folder: string,
  as: Owner = {},
): Program {
  const child = spawn(process.execPath, [main, ...args], {
    ...as,
    env: { ...compiledBefore, ...environment },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk) => {
      text[name] += String(chunk);
    });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...text })));
  return { child, ended, output: () => text.stdout + text.stderr };
}

export const runProgram = (...run: Parameters<typeof startProgram>) => startProgram(...run).ended;

export type Folder = {
  readonly path: string;
  /** What a server needs to live here, on a port of its own choice. */
  environment(more?: Environment): Environment;
  write(name: string, content: unknown): Promise<string>;
  remove(): Promise<void>;
};

/** An empty working directory. */
export async function emptyFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'grantor-'));
  return {
    path,
    environment: (more = {}) => ({ DATA_DIR: join(path, 'data'), SERVER_ADDR: '127.0.0.1:0', ...more }),
    async write(name, content) {
      const file = join(path, name);
      await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Looks again every few milliseconds, for at most fifteen seconds. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The JSON lines of an output. */
export const logLines = (output: string): Record<string, unknown>[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
