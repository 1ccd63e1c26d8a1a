import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that systems give to connections (RFC 6335 §6, and 32,768 on Linux): one of these, once it was let go,
 * would soon be another's.
 */
const [first, last] = [10_240, 32_767];
const given = new Set<number>();

/** A port of the loopback address that nobody listens on, by chance, and each once in a process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, last + 1);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
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
