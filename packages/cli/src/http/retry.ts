/** When a request is sent once more (cli.md §5). */

import { causesOf } from '../errors/failure.ts';

export type RetryPolicy =
  /** Repeating it changes nothing: after a broken connection, 429 and 502 to 504. */
  | 'idempotent'
  /** It may have been executed: only when it certainly never arrived. */
  | 'once'
  /** As `once`, with more patience: a person has just signed in for it. */
  | 'code'
  /** Never sent twice: whoever asks comes again at a pace of its own, or can do without. */
  | 'single'
  /** The refresh token at hand is the only one there is, and a server with a grace window answers it again. */
  | 'refresh';

export const retryLimit = 3;
const longestRetryAfterSeconds = 30;
const firstPauseMilliseconds: Readonly<Record<RetryPolicy, number>> = {
  idempotent: 250,
  once: 250,
  refresh: 250,
  code: 1000,
  single: 0,
};

const neverSent = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);
const broken = new Set([...neverSent, 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const codesOf = (error: unknown): readonly string[] =>
  [...causesOf(error)].flatMap((cause) =>
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? [cause.code] : [],
  );

/** Whether a request that got no answer may be sent again. A timeout is not: the person waited long enough. */
export function mayRetryError(error: unknown, policy: RetryPolicy): boolean {
  if (policy === 'single') return false;
  const set = mayBeRepeated(policy) ? broken : neverSent;
  return codesOf(error).some((code) => set.has(code));
}

/** Whether an answer asks to come back. 429 was never executed, so that any request may follow it. */
export function mayRetryStatus(status: number, policy: RetryPolicy): boolean {
  if (policy === 'single') return false;
  return status === 429 || (mayBeRepeated(policy) && status >= 502 && status <= 504);
}

const mayBeRepeated = (policy: RetryPolicy): boolean => policy === 'idempotent' || policy === 'refresh';

export type Repetition = { readonly policy: RetryPolicy; readonly count: number };

/** Milliseconds to wait before the next try, or null when the server asks for more than is bearable. */
export function pauseBefore(
  { policy, count }: Repetition,
  retryAfter: string | null,
  now: number,
): number | null {
  const usual = firstPauseMilliseconds[policy] * 2 ** count;
  const seconds = secondsUntilRetry(retryAfter, now);
  if (seconds === null) return usual;
  return seconds > longestRetryAfterSeconds ? null : Math.max(usual, seconds * 1000);
}

/** What a `Retry-After` header asks for (RFC 9110 §10.2.3); null when there is none that can be read. */
export function secondsUntilRetry(retryAfter: string | null, now: number): number | null {
  if (retryAfter === null) return null;
  const text = retryAfter.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - now) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}
