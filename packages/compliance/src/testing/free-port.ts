import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Below those that systems give to connections (RFC 6335 §6, and 32,768 on Linux): one of these, once it was let go,
 * would soon be another's.
 */
const [first, last] = [10_240, 32_767];

/** A file for each port that was given, so that no other process gives it before a server listens there. */
const given = join(tmpdir(), `grantor-tests-ports-${userInfo().uid}`);
const keptFor = 900_000; // ms; no test takes longer

/** A port of the loopback address that nobody listens on, by chance, and given to nobody else for a quarter of an hour. */
export async function freePort(): Promise<number> {
  mkdirSync(given, { recursive: true });
  for (;;) {
    const port = randomInt(first, last + 1);
    if (take(port) && (await isFree(port))) return port;
  }
}

/** Whether nobody had it, and this process has it now. */
function take(port: number): boolean {
  const file = join(given, String(port));
  const until = (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) + keptFor;
  if (until > Date.now()) return false;
  rmSync(file, { force: true });
  try {
    writeFileSync(file, '', { flag: 'wx' });
    return true;
  } catch {
    return false; // another was faster
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const failed = once(probe, 'error').then(() => false);
  const listening = once(probe.listen(port, '127.0.0.1'), 'listening').then(() => true);
  const free = await Promise.race([failed, listening.catch(() => false)]);
  if (free) await once(probe.close(), 'close');
  return free;
}
