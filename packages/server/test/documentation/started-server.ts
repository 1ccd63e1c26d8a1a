/** The server as people start it, on a free port with a data folder of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@grantor/compliance/testing/free-port';
import { repository } from './markdown.ts';

export type StartedServer = {
  readonly issuer: string;
  /** Has the `data` folder in it, as the repository has after a first start. */
  readonly folder: string;
  /** What it has said on standard error so far: words for people. */
  said(): string;
  /** Ends it, as Ctrl-C does, and removes the folder; resolves with the exit code. */
  stop(): Promise<number | null>;
};

export type Start = {
  command(port: number): readonly [program: string, ...words: string[]];
  /** Where its data will be; absent: a new one. */
  readonly folder?: string;
  /** Absent: that folder. */
  readonly cwd?: string;
  /** The whole of it. */
  environment(place: { readonly port: number; readonly folder: string }): NodeJS.ProcessEnv;
};

export const npmStart = (environment: Readonly<Record<string, string>> = {}): Promise<StartedServer> =>
  startServer({
    command: () => ['npm', 'start'],
    cwd: repository,
    environment: ({ port, folder }) => ({
      ...process.env,
      ...environment,
      DATA_DIR: join(folder, 'data'),
      SERVER_ADDR: `127.0.0.1:${port}`,
      BASE_URL: `http://localhost:${port}`,
    }),
  });

/** Resolves when the server says that it is ready. */
export async function startServer({ command, environment, ...where }: Start): Promise<StartedServer> {
  const folder = where.folder ?? mkdtempSync(join(tmpdir(), 'grantor-documentation-'));
  const port = await freePort();
  const [program, ...words] = command(port);
  const server = spawn(program, words, {
    cwd: where.cwd ?? folder,
    env: environment({ port, folder }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that npm and the server end together
  });
  let said = '';
  server.stderr.on('data', (chunk) => (said += String(chunk)));
  await untilReady(server, '"message":"ready"');
  return {
    issuer: `http://localhost:${port}`,
    folder,
    said: () => said,
    async stop() {
      const closed = once(server, 'close'); // by all of the group
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
      const [code] = await closed;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** Resolves with what the program said until it said the `word` that it is ready by. */
export async function untilReady(server: ChildProcess, word: string): Promise<string> {
  if (server.stdout === null || server.stderr === null) throw new Error('no output to watch');
  const said: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  for await (const line of createInterface({ input: server.stdout })) {
    said.push(line);
    if (line.includes(word)) {
      server.stdout.resume();
      return said.join('\n');
    }
  }
  throw new Error(`the program did not start:\n${said.join('\n')}`);
}
