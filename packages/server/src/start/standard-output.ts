/**
 * Standard output as the place for log lines. Writing never waits, so a slow reader does not slow the server
 * down; a reader that is gone or stuck costs lines, never the end of the process.
 */

import { write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export type LineSink = {
  write(line: string): void;
  /** Resolves when all lines were written, at the latest after a second. */
  flush(): Promise<void>;
};

const writeSome = promisify(write);
const longestFlush = 1000;
/** Milliseconds. */
const together = 20;
/** Characters kept for a slow reader; beyond it lines are dropped. */
const capacity = 16 * 1024 * 1024;

export function standardOutput(descriptor = 1): LineSink {
  let waiting: string[] = [];
  let length = 0;
  let isGone = false;
  let writing: Promise<void> | null = null;
  let pause: NodeJS.Timeout | null = null;

  function writeNow(): Promise<void> {
    if (pause !== null) clearTimeout(pause);
    pause = null;
    writing ??= writeWaiting();
    return writing;
  }

  // Lines that come together leave together, also those that come while others are on their way: a write wakes a thread
  function writeSoon(): void {
    if (waiting.length > 0 && writing === null && !isGone) pause ??= setTimeout(writeNow, together);
  }

  async function writeWaiting(): Promise<void> {
    const bytes = Buffer.from(waiting.join(''));
    waiting = [];
    length = 0;
    await writeBytes(bytes);
    writing = null;
    writeSoon();
  }

  async function writeEverything(): Promise<void> {
    while ((waiting.length > 0 || writing !== null) && !isGone) await writeNow();
  }

  async function writeBytes(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      try {
        const { bytesWritten } = await writeSome(descriptor, rest);
        rest = rest.subarray(bytesWritten);
      } catch (failure) {
        isGone = !isFull(failure);
        if (isGone) return;
        await sleep(10);
      }
    }
  }

  return {
    write(line) {
      if (isGone || length > capacity) return;
      waiting.push(line);
      length += line.length;
      writeSoon();
    },
    async flush() {
      const abandon = new AbortController();
      const late = sleep(longestFlush, undefined, { signal: abandon.signal }).catch(() => {});
      await Promise.race([writeEverything(), late]);
      abandon.abort();
    },
  };
}

/** The pipe takes nothing at the moment. */
const isFull = (failure: unknown): boolean =>
  failure instanceof Error && 'code' in failure && failure.code === 'EAGAIN';
