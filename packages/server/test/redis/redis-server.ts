/**
 * A real Redis for tests, of the machine: `redis-server` or `valkey-server` on the PATH. Listens on loopback only,
 * keeps nothing on disk, and can be killed, paused and started again on its port.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '@grantor/compliance/testing/free-port';
import { Secret } from '@grantor/protocol';
import { connectToRedis, type RedisConnection } from '../../src/redis/connection.ts';

const programs = ['redis-server', 'valkey-server'];

const isThere = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const program = programs.find(isThere);

/** For `describe` and `it`: why their tests cannot run here; false: they can. */
export const withoutRedis: string | false =
  program === undefined && "there is no redis-server on this machine (Debian's package of that name)";

export type TestRedis = {
  readonly url: string;
  /** As by `kill -9`: what it held is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Asks it past everything else. */
  ask(...command: readonly string[]): Promise<unknown>;
  close(): Promise<void>;
};

export async function startRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let own: RedisConnection | null = null;
  const discard = (): void => void child?.kill('SIGKILL');
  process.once('exit', discard);

  const start = async (): Promise<void> => {
    const given = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    child = spawn(program ?? 'redis-server', [...given, ...settings], { stdio: ['ignore', 'pipe', 'pipe'] });
    const { stdout } = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      stdout?.on('data', (chunk) => {
        output += String(chunk);
        if (output.includes('Ready to accept connections')) resolve();
      });
      child?.once('exit', () => reject(new Error(`redis ended: ${output}`)));
    });
  };
  const kill = async (): Promise<void> => {
    own?.close();
    own = null;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    child = null;
  };
  await start();
  return {
    url,
    kill,
    start,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async ask(...command) {
      own ??= await connectToRedis(
        { url: Secret.of(url), connectTimeout: 5000 },
        { onAway() {}, onBack() {} },
      );
      return own.send(command);
    },
    async close() {
      await kill();
      process.off('exit', discard);
    },
  };
}
