import { OAuthError } from '@grantor/protocol';
import type { Source } from '../ports/facts.ts';
import type { LimitName, Ports } from '../ports/ports.ts';

/** The budget is used up (RFC 6585 §4). */
export class RateLimited extends OAuthError {
  readonly limit: number;

  constructor(refused: { readonly limit: number; readonly retryAfter: number }) {
    super('rate_limit_exceeded', 'Too many requests.', { retryAfter: refused.retryAfter });
    this.limit = refused.limit;
  }
}

/** Charges once; returns how to give it back. Throws `rate_limit_exceeded`. */
export async function charge(
  { limits, observer }: Pick<Ports, 'limits' | 'observer'>,
  { limit, source }: { readonly limit: LimitName; readonly source: Source },
  payer: string | null,
): Promise<() => void> {
  const charged = await limits.charge(limit, source, payer);
  if (charged.allowed) return () => charged.refund();
  observer.observe({ kind: 'rate_limited', limit, source });
  throw new RateLimited(charged);
}

/** operations.md Q-4 */
export const limitHeaders = (error: OAuthError): Record<string, string> =>
  error instanceof RateLimited
    ? {
        'x-ratelimit-limit': String(error.limit),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(error.retryAfter),
      }
    : {};
