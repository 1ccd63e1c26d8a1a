import { OAuthError } from '@grantor/protocol';
import type { Source } from '../ports/facts.ts';
import type { Limits, Ports } from '../ports/ports.ts';

export type LimitName = Parameters<Limits['charge']>[0];

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
  clientId: string | null,
): Promise<() => void> {
  const charged = await limits.charge(limit, source, clientId);
  if (charged.allowed) return () => charged.refund();
  observer.observe({ kind: 'rate_limited', limit, source });
  throw new RateLimited(charged);
}
