/** The only writes of the account pages besides the ends of browser sessions. */

import type { Fact } from '@grantor/engine';
import type { Visit } from '../console/visit.ts';

export type Ending = Extract<
  Fact,
  {
    kind:
      | 'consent_revoked'
      | 'grant_revoked'
      | 'family_revoked'
      | 'access_token_revoked'
      | 'account_tokens_revoked';
  }
>;

/** One write decides, no list is read and worked off: afterwards nothing it names is active (security.md R-9). */
export async function revoke({ site, exchange }: Visit, ending: Ending): Promise<void> {
  await site.store.commit({ facts: [ending], at: site.now(), source: exchange.source });
}
