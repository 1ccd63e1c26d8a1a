/** The only writes of the account pages besides the ends of browser sessions. */

import type { Fact } from '@grantor/engine';
import type { Visit } from './visit.ts';

export type Ending = Extract<Fact, { kind: 'consent_revoked' | 'family_revoked' | 'access_token_revoked' }>;

/** All of it in one commit: afterwards none of these tokens is active, or nothing has changed (security.md R-9). */
export async function revoke({ site, exchange }: Visit, facts: readonly Ending[]): Promise<void> {
  if (facts.length > 0) await site.store.commit({ facts, at: site.now(), source: exchange.source });
}
