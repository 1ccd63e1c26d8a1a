/** A whole server for a test: its own folder, port and fixtures; everything gone when the test ends. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { get as getSecurely } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import type { Clock } from '@grantor/engine';
import { loadConfiguration } from '../src/config/load.ts';
import { type RunningServer, startServer } from '../src/start/serving.ts';
import { createLog } from '../src/telemetry/log.ts';
import { compiledBefore } from './compiled.ts';
import { putMigrated } from './migrated.ts';

export type ServerOptions = {
  /** The content of BOOTSTRAP_FILE. */
  readonly bootstrap?: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
};

export type TestServer = {
  readonly origin: string;
  readonly folder: string;
  /** Every line the server logged. */
  readonly logged: readonly string[];
  readonly running: RunningServer;
  stop(): Promise<void>;
};

/** In this process, with rate limits per address off unless the environment says otherwise. */
export async function startTestServer(options: ServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-'));
  const port = await freePort();
  const environment = await environmentFor(folder, port, options);
  const loaded = loadConfiguration(environment, folder);
  if (!loaded.ok)
    throw new Error(loaded.problems.map(({ variable, wrong }) => `${variable} ${wrong}`).join('; '));
  const { target } = loaded.configuration.database;
  if (target.kind === 'sqlite' && !existsSync(target.file)) await putMigrated(target.file);
  const logged: string[] = [];
  const log = createLog('info', { write: (line) => void logged.push(line) });
  const world = { configuration: loaded.configuration, environment, log };
  const running = await startServer(options.clock === undefined ? world : { ...world, clock: options.clock });
  return {
    origin: loaded.configuration.server.baseUrl,
    folder,
    logged,
    running,
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type ServerProcess = {
  readonly origin: string;
  readonly folder: string;
  readonly child: ChildProcess;
  /** Standard output and error so far. */
  output(): string;
  /** Ends it with SIGKILL; resolves when it is gone. */
  kill(): Promise<unknown>;
  /** Ends it with SIGTERM and removes its folder; resolves with its exit code. */
  stop(): Promise<number | null>;
};

export type ProcessOptions = ServerOptions & {
  /** To start again on what an earlier process left. */
  readonly folder?: string;
  readonly port?: number;
  /** The program; absent: that of this tree. */
  readonly main?: string | undefined;
};

/** `main.mjs` as a process of its own, as an operator starts it; resolves when /health answers. */
export async function startServerProcess(options: ProcessOptions = {}): Promise<ServerProcess> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'grantor-')));
  const port = options.port ?? (await freePort());
  const environment = await environmentFor(folder, port, options);
  const main = options.main ?? join(import.meta.dirname, '../src/main.mjs');
  const child = spawn(process.execPath, [main], {
    env: { ...compiledBefore, ...environment },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const scheme = environment['TLS_CERT_FILE'] === undefined ? 'http' : 'https';
  await untilHealthy(`${scheme}://127.0.0.1:${port}/health`, child, () => output).catch(
    (failure: unknown) => {
      child.kill('SIGKILL'); // else it would keep the test's process waiting
      throw failure;
    },
  );
  return {
    origin: environment['BASE_URL'] ?? '',
    folder,
    child,
    output: () => output,
    kill() {
      child.kill('SIGKILL');
      return exited;
    },
    async stop() {
      child.kill('SIGTERM');
      const code = await exited;
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

async function environmentFor(
  folder: string,
  port: number,
  options: ServerOptions,
): Promise<Record<string, string>> {
  const environment: Record<string, string> = {
    DATA_DIR: join(folder, 'data'),
    SERVER_ADDR: `127.0.0.1:${port}`,
    BASE_URL: `http://127.0.0.1:${port}`,
    ENABLE_RATE_LIMIT: 'false',
  };
  if (options.bootstrap !== undefined) {
    environment['BOOTSTRAP_FILE'] = join(folder, 'bootstrap.json');
    await writeFile(environment['BOOTSTRAP_FILE'], JSON.stringify(options.bootstrap));
  }
  return { ...environment, ...options.environment };
}

/** Whose certificate it is does not matter here. */
const isHealthy = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = address.startsWith('https:')
      ? getSecurely(address, { rejectUnauthorized: false, agent: false })
      : get(address, { agent: false });
    asked.once('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once('error', () => resolve(false));
  });

/** In ms, on a machine with much else to do. */
const longestStart = 60_000;

async function untilHealthy(address: string, child: ChildProcess, output: () => string): Promise<void> {
  const since = performance.now();
  while (performance.now() - since < longestStart) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
    if (await isHealthy(address)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not become healthy:\n${output()}`);
}
