/** A foreign program as a process of its own: what it says, whether it answers, and its end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { commandPath } from './installed.ts';

export type Run = {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Wait until something answers at this address. */
  readonly answersAt?: string;
};

export type Program = {
  /** Resolves with what matches in its output, as soon as it does; rejects when the program ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  write(text: string): void;
  /** Resolves with its exit code. */
  ends(): Promise<number | null>;
  stop(): Promise<void>;
};

export async function startProgram(command: string, args: readonly string[], run: Run): Promise<Program> {
  const child = spawn(command, args, {
    cwd: run.folder,
    env: { ...process.env, NODE_OPTIONS: '', PATH: commandPath, ...run.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that what it starts ends with it
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const output = watch(child);
  if (run.answersAt !== undefined) await answering(child, run.answersAt, output);
  return {
    says: (pattern) => said(child, { pattern, output }),
    write: (text) => void child.stdin.write(text),
    ends: () => exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      process.kill(-child.pid, 'SIGKILL');
      await exited;
    },
  };
}

function watch(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  child.on('error', (error) => (output += error.message));
  return () => output;
}

function said(
  child: ChildProcess,
  { pattern, output }: { readonly pattern: RegExp; readonly output: () => string },
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(output());
      if (found !== null) resolve(found);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', (code) => {
      look();
      reject(new Error(`it ended with ${code} and never said ${pattern}:\n${output()}`));
    });
    look();
  });
}

/** Answers, whatever: some open their port before they are ready, close it, and open it again. */
async function answering(child: ChildProcess, address: string, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output()}`);
    const answered = await fetch(address, { redirect: 'manual' }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing answers at ${address}:\n${output()}`);
}
