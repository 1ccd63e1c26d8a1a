import { OAuthError } from '@grantor/protocol';

/** Seconds until a client may try again while the storage is away (operations.md §11). */
const outageRetryAfter = 5;

/** Thrown by a store that cannot be reached, is overloaded or did not answer in time. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** What the protocol calls a failure: its own errors, an outage, or a bug (protocol.md G-9). */
export function failureOf(cause: unknown): OAuthError {
  if (cause instanceof OAuthError) return cause;
  if (cause instanceof StoreUnavailable) {
    return new OAuthError('temporarily_unavailable', 'The server is temporarily unavailable.', {
      cause,
      retryAfter: outageRetryAfter,
    });
  }
  return new OAuthError('server_error', 'The server met an unexpected condition.', { cause });
}
