import type { Visit } from '../site/caller.ts';

export type Throttled = { readonly kind: 'throttled'; readonly retryAfterSeconds: number };

/**
 * Charges the person for a sign-in that succeeds, in whichever way: each one leaves rows, so each one counts
 * (security.md L-8). null: they may go on.
 */
export async function chargeSignIn(
  { exchange, site }: Pick<Visit, 'exchange' | 'site'>,
  { id }: { readonly id: string },
): Promise<Throttled | null> {
  const own = await site.limits.signIn(id);
  if (own.allowed) return null;
  site.observer.observe({ kind: 'rate_limited', limit: 'sign_in', source: exchange.source });
  return { kind: 'throttled', retryAfterSeconds: own.retryAfter };
}
