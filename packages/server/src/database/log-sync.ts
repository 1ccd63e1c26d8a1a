/**
 * Makes commits of an SQLite file durable without holding up the event loop. The file commits with
 * `synchronous=NORMAL`, which writes the write-ahead log but does not wait for the disk; `durable` waits for a sync
 * of the log that began after the commit, one for all that wait. Nobody is answered before: what FULL promises,
 * on another thread (docs/decisions/0005).
 */

import { closeSync, fdatasync, openSync } from 'node:fs';
import { StorageUnavailable } from './connection.ts';

type Waiting = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

export class LogSync {
  readonly #path: string;
  #descriptor: number | null = null;
  #waiting: Waiting[] = [];
  #running = false;
  /** After a failed sync nobody knows what the disk holds, and a later success would not tell either. */
  #fault: StorageUnavailable | null = null;

  constructor(path: string) {
    this.#path = `${path}-wal`;
  }

  /** Resolves when everything committed before the call is on the disk; rejects for good once a sync has failed. */
  durable(): Promise<void> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#running) this.#next();
    });
  }

  /** Throws once a sync has failed. */
  check(): void {
    if (this.#fault !== null) throw this.#fault;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #next(): void {
    const group = this.#waiting;
    this.#running = group.length > 0;
    if (!this.#running) return;
    this.#waiting = [];
    const done = (error: unknown): void => {
      if (error !== null) this.#fault = new StorageUnavailable('the disk did not take a commit', error);
      for (const { resolve, reject } of group) {
        if (this.#fault === null) resolve();
        else reject(this.#fault);
      }
      this.#next();
    };
    try {
      // There once the first commit was written, and for as long as a connection is open.
      this.#descriptor ??= openSync(this.#path, 'r');
    } catch (error) {
      done(error);
      return;
    }
    fdatasync(this.#descriptor, done);
  }
}
