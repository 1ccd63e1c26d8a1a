/** Owns the lock file: one process at a time. Never reads or writes what it protects. */

import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, unlinkSync, utimesSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure, interrupted } from '../errors/failure.ts';
import { parseObject, readNumber, readText } from '../untrusted/json.ts';
import type { World } from '../world/world.ts';
import { isCode } from './system-error.ts';

const waitMilliseconds = 5_000;
const staleMilliseconds = 30_000;
const pollMilliseconds = 20;

export type LockWorld = Pick<World, 'interruption' | 'whenStopped'>;

/**
 * Runs the work while holding the lock file at `path`, created exclusively; waits 5 s for another holder. A lock
 * untouched for 30 s, or whose process is gone, is taken over; a living holder touches its own (cli.md §3).
 * Rejects with `store locked`, or with the system's error when the file cannot be created.
 */
export async function withLock<T>(path: string, world: LockWorld, work: () => Promise<T>): Promise<T> {
  const id = randomUUID();
  await acquire(path, id, world);
  const release = (): void => releaseLock(path, id);
  const forget = world.whenStopped(release);
  const touching = setInterval(() => touch(path), staleMilliseconds / 3);
  touching.unref();
  try {
    return await work();
  } finally {
    clearInterval(touching);
    forget();
    release();
  }
}

async function acquire(path: string, id: string, { interruption }: LockWorld): Promise<void> {
  const deadline = performance.now() + waitMilliseconds;
  while (!tryCreate(path, id)) {
    if (isStale(path)) takeAway(path, id);
    else if (performance.now() > deadline) throw storeLocked(path);
    else {
      await delay(pollMilliseconds, undefined, { signal: interruption }).catch(() => {
        throw interrupted();
      });
    }
  }
}

/** False when another process holds it. */
function tryCreate(path: string, id: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, JSON.stringify({ id, pid: process.pid, host: hostname() }));
    } finally {
      closeSync(file);
    }
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

type Holder = { readonly id: string; readonly pid: number | undefined; readonly host: string | undefined };

/** Who holds it; null when nobody does. A holder that has not written its name yet has an empty id. */
function readHolder(path: string): Holder | null {
  try {
    const content = parseObject(readFileSync(path, 'utf8')) ?? {};
    return {
      id: readText(content, 'id') ?? '',
      pid: readNumber(content, 'pid'),
      host: readText(content, 'host'),
    };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isStale(path: string): boolean {
  const holder = readHolder(path);
  if (holder === null) return false;
  if (holder.host === hostname() && holder.pid !== undefined && !isRunning(holder.pid)) return true;
  return ageOf(path) > staleMilliseconds;
}

function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

/**
 * Removes a stale lock. Of several that see it at once only one does, under a lock of its own: another's fresh
 * lock would be removed otherwise.
 */
function takeAway(path: string, id: string): void {
  const broom = `${path}.broom`;
  if (!tryCreate(broom, id)) {
    if (ageOf(broom) > staleMilliseconds) removeFile(broom);
    return;
  }
  if (isStale(path)) removeFile(path);
  removeFile(broom);
}

function releaseLock(path: string, id: string): void {
  if (readHolder(path)?.id === id) removeFile(path);
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // taken over: the work goes on, its write is atomic
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function storeLocked(path: string): Failure {
  const pid = readHolder(path)?.pid;
  return new Failure('failed', {
    what: 'The token store is locked.',
    why: [
      `${pid === undefined ? 'Another grantor' : `The grantor with process id ${pid}`} has held it for 5 seconds.`,
    ],
    remedy: [`Wait until it is done, or end it; if there is none, remove ${path}`],
  });
}
