/** The programs that the guides show, run as a reader runs them. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '@grantor/server/testing';

const repository = resolve(import.meta.dirname, '../../../..');

export const readGuide = (name: string): string => readFileSync(join(repository, 'docs', name), 'utf8');

/** The `js` blocks of a guide that import something. */
export const programsOf = (guide: string): readonly string[] =>
  [...guide.matchAll(/^```js\n(import [\s\S]*?)^```$/gm)].map(([, program = '']) => program);

export type GuideFolder = {
  /** The program, listening on a port of its own instead of 8000; resolves when it answers. */
  start(source: string, environment?: Readonly<Record<string, string>>): Promise<RunningProgram>;
  /** What a program prints that ends by itself. */
  print(source: string, environment?: Readonly<Record<string, string>>): Promise<string>;
  remove(): void;
};

export type RunningProgram = { readonly origin: string; stop(): Promise<void> };

/** A folder where the packages of the repository are found, and nobody looks for sources. */
export function guideFolder(): GuideFolder {
  const cache = join(repository, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'guide-'));
  let count = 0;
  const launch = (source: string, environment: Readonly<Record<string, string>>): ChildProcess => {
    const file = join(folder, `program-${count++}.mjs`);
    writeFileSync(file, source);
    const env = { ...process.env, ...environment };
    return spawn(process.execPath, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  };
  return {
    async start(source, environment = {}) {
      const port = await freePort();
      const program = launch(source.replace('8000', String(port)), environment);
      program.stdout?.resume();
      const exited = once(program, 'exit');
      const stop = async (): Promise<void> => {
        program.kill();
        await exited;
      };
      const origin = `http://127.0.0.1:${port}`;
      try {
        await untilAnswering(origin, program);
      } catch (error) {
        await stop();
        throw error;
      }
      return { origin, stop };
    },
    async print(source, environment = {}) {
      const program = launch(source, environment);
      const exited = once(program, 'exit');
      let printed = '';
      for await (const chunk of program.stdout ?? []) printed += String(chunk);
      const [code] = await exited;
      if (code !== 0) throw new Error(`the program of the guide ended with ${code}`);
      return printed.trim();
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Asks until the program listens; gives up when it has ended. */
async function untilAnswering(origin: string, program: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && program.exitCode === null; tries++) {
    const answered = await fetch(origin).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('the program of the guide does not answer');
}
