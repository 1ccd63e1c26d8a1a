/** The server as `npm start` starts it, on a free port with a data folder of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository } from './markdown.ts';

export type StartedServer = {
  readonly issuer: string;
  /** Has the `data` folder in it, as the repository has after a first start. */
  readonly folder: string;
  stop(): Promise<void>;
};

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Resolves when the server says that it is ready. */
export async function npmStart(environment: Readonly<Record<string, string>> = {}): Promise<StartedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-documentation-'));
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const server = spawn('npm', ['start'], {
    cwd: repository,
    env: {
      ...process.env,
      ...environment,
      DATA_DIR: join(folder, 'data'),
      SERVER_ADDR: `127.0.0.1:${port}`,
      BASE_URL: issuer,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that npm and the server end together
  });
  await untilReady(server, '"message":"ready"');
  return {
    issuer,
    folder,
    async stop() {
      const exited = once(server, 'exit');
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
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
