import { RateLimited } from '@grantor/engine';
import type { LiveSession } from '../accounts/sessions.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Site } from '../site/site.ts';

/**
 * Each form that somebody posts about their own account may leave an entry of the audit log and a row: a person has a budget
 * of them. Throws `rate_limit_exceeded` (security.md L-8).
 */
export async function chargeOwnForm(
  { limits, observer }: Site,
  { source }: Exchange,
  { userId }: Pick<LiveSession, 'userId'>,
): Promise<void> {
  const own = await limits.ownForm(userId);
  if (own.allowed) return;
  observer.observe({ kind: 'rate_limited', limit: 'own_form', source });
  throw new RateLimited(own);
}
