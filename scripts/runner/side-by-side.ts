/** Runs programs side by side, each with its output kept together. */

import { spawn } from 'node:child_process';

export type Part = {
  readonly name: string;
  /** Of the Node that runs this. */
  readonly args: readonly string[];
};

export type Outcome = {
  readonly name: string;
  readonly passed: boolean;
  /** What it said, errors among it. */
  readonly output: string;
  readonly seconds: number;
};

function runPart({ name, args }: Part, folder: string): Promise<Outcome> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  return new Promise((settle, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      const seconds = (performance.now() - start) / 1000;
      settle({ name, passed: code === 0, output: Buffer.concat(said).toString(), seconds });
    });
  });
}

/** Starts every part at once in `folder`, and gives each outcome when it is there, the first one first. */
export async function* sideBySide(parts: readonly Part[], folder: string): AsyncGenerator<Outcome> {
  const running = new Map(parts.map((part) => [part.name, runPart(part, folder)]));
  while (running.size > 0) {
    const outcome = await Promise.race(running.values());
    running.delete(outcome.name);
    yield outcome;
  }
}
