/** When a request is sent once more (cli.md §5). */

import { causesOf } from '../errors/failure.ts';

export type RetryPolicy =
  /** Repeating it changes nothing: after a broken connection, 429 and 502 to 504. */
  | 'idempotent'
  /** It may have been executed: only when it certainly never arrived. */
  | 'once'
  /** The refresh token at hand is the only one there is, and a server with a grace window answers it again. */
  | 'refresh';

export const retryLimit = 3;
const longestRetryAfterSeconds = 30;
const firstPauseMilliseconds = 250;

const neverSent = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);
const broken = new Set([...neverSent, 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const codesOf = (error: unknown): readonly string[] =>
  [...causesOf(error)].flatMap((cause) =>
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? [cause.code] : [],
  );

/** Whether a request that got no answer may be sent again. A timeout is not: the person waited long enough. */
export function mayRetryError(error: unknown, policy: RetryPolicy): boolean {
  const set = policy === 'once' ? neverSent : broken;
  return codesOf(error).some((code) => set.has(code));
}

/** Whether an answer asks to come back. 429 was never executed, so that any request may follow it. */
export function mayRetryStatus(status: number, policy: RetryPolicy): boolean {
  return status === 429 || (policy !== 'once' && status >= 502 && status <= 504);
}

/** Milliseconds to wait before the next try, or null when the server asks for more than is bearable. */
export function pauseBefore(attempt: number, retryAfter: string | null, now: number): number | null {
  const usual = firstPauseMilliseconds * 2 ** attempt;
  if (retryAfter === null) return usual;
  const seconds = /^\d+$/.test(retryAfter.trim())
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - now) / 1000; // RFC 9110 §10.2.3
  if (Number.isNaN(seconds)) return usual;
  return seconds > longestRetryAfterSeconds ? null : Math.max(usual, seconds * 1000);
}
