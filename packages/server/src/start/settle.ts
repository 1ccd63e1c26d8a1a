/** What a process does once, when all that its start needed is done. */

import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Keeps what Node compiled for the next start, and gives back the memory that only this one needed: V8 would hold
 * it until the server had been busy for a while (performance.md §2, idle memory). For a process of our own, never
 * inside of an application: it stops everything for some 30 ms.
 */
export function settle(): void {
  flushCompileCache();
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect({ type: 'major', flavor: 'last-resort' });
}
