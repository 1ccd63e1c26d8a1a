/** What a failure of PostgreSQL means for what was asked: outages are told from mistakes, and what may be tried again. */

import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { StorageUnavailable } from './connection.ts';

/** No statement was sent. */
export class NotConnected extends StorageUnavailable {}

// PostgreSQL manual, Appendix A: read_only_sql_transaction; feature_not_supported, which is what a statement is told
// whose table has more columns since the connection prepared it
const outdated: readonly unknown[] = ['25006', '0A000'];
// cannot_connect_now
const refusedWhole: readonly unknown[] = [...outdated, '57P03'];

/** Whether the connection, and those as old, are good for nothing any more, while new ones may be. */
export const isOutdated = (error: unknown): boolean => outdated.includes(codeOf(error));

const codeOf = (error: unknown): string | undefined =>
  error instanceof StorageUnavailable && error.cause instanceof pg.DatabaseError
    ? error.cause.code
    : undefined;

/** Whether the database took none of it, whatever it was. */
const isRefused = (error: StorageUnavailable): boolean =>
  error instanceof NotConnected || refusedWhole.includes(codeOf(error));

/** Whether the connection was lost: of a write nobody knows what became. */
function isLost(error: StorageUnavailable): boolean {
  const code = codeOf(error);
  return code === undefined || /^(08|57P)/.test(code);
}

/** What changes nothing by itself: a read, or the beginning of a transaction. */
const isHarmless = (sql: string): boolean => /^(select|begin|start transaction)\b/.test(sql);

/** In milliseconds: a connection that was lost is replaced at once, a primary within moments if at all. */
const pauses = [0, 50, 150];

/** The work again, up to three times, where an outage left nothing of it committed (operations.md §11 fail-over). */
export async function repeated<Result>(sql: string, work: () => Promise<Result>): Promise<Result> {
  for (const pause of pauses) {
    try {
      return await work();
    } catch (error) {
      const mayRepeat =
        error instanceof StorageUnavailable && (isRefused(error) || (isHarmless(sql) && isLost(error)));
      if (!mayRepeat || isTimeout(error)) throw error;
    }
    await setTimeout(pause);
  }
  return work();
}

// PostgreSQL manual, Appendix A: serialization_failure, deadlock_detected
const undone: readonly unknown[] = ['40001', '40P01'];

/** Whether nothing of a transaction was kept and its parts may be tried one by one; of reads nothing is kept anyway. */
export const mayGoAlone =
  (what: 'reads' | 'writes') =>
  (error: unknown): boolean =>
    error instanceof pg.DatabaseError ||
    (error instanceof StorageUnavailable &&
      !isTimeout(error) &&
      (isRefused(error) || undone.includes(codeOf(error)) || (what === 'reads' && isLost(error))));

/** It would take as long again. */
const isTimeout = ({ cause }: Error): boolean => cause instanceof Error && /timeout/i.test(cause.message);

// PostgreSQL manual, Appendix A: connection, transaction rollback (deadlock), resources, operator, system
const UNAVAILABLE = /^(08|40|53|57|58|25006|0A000)/;

/** Only the database itself can say that a statement is wrong; anything else is an outage. */
export async function available<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof pg.DatabaseError && !UNAVAILABLE.test(error.code ?? '')) throw error;
    throw new StorageUnavailable('PostgreSQL did not answer', error);
  }
}
