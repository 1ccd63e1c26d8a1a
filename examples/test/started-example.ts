/** An example as its one command starts it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');

export type StartedExample = {
  /** What it wrote to standard error so far. */
  complaints(): string;
  stop(): Promise<void>;
};

/** `npm start --workspace examples/{name}`; resolves when the example says that it is ready. */
export async function startExampleOf(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<StartedExample> {
  const child = spawn('npm', ['start', '--workspace', `examples/${name}`], {
    cwd: repository,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that npm and the example end together
  });
  const exited = once(child, 'exit');
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += String(chunk);
  });
  await untilReady(child, () => complaints);
  return {
    complaints: () => complaints,
    async stop() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await exited;
    },
  };
}

async function untilReady(child: ChildProcess, complaints: () => string): Promise<void> {
  const { promise, resolve: ready, reject } = Promise.withResolvers<void>();
  child.stdout?.on('data', (chunk) => String(chunk).includes('is ready') && ready());
  child.once('exit', () => reject(new Error(`the example did not start:\n${complaints()}`)));
  await promise;
}
