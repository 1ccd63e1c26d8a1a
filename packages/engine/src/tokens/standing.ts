/** Whether a token counts, from the live state around it (protocol.md TO-3): pure. */

import type { ClientId, FamilyId, Instant, UserId } from '@grantor/protocol';
import type { TokenStanding } from '../model/access-token.ts';
import type { Account } from '../model/account.ts';

export type StandingQuestion = {
  readonly clientId: ClientId;
  readonly userId: UserId | null;
  readonly familyId: FamilyId | null;
  readonly issuedAt: Instant;
};

/** Whether nothing and nobody the token hangs on was revoked, paused, disabled or deleted. */
export function isActive(token: StandingQuestion, standing: TokenStanding): boolean {
  const { client, account, family } = standing;
  if (standing.tokenRevoked) return false;
  if (client === null || client.status !== 'active') return false;
  if (token.familyId !== null && (family === null || family.revokedAt !== null || family.pausedAt !== null))
    return false;
  // A family's first instant is exact where `iat` has seconds only
  const since = family?.startedAt ?? token.issuedAt;
  // By exchange a token is another client's than its family, which may be older than what that client was told to drop
  const held = family === null || family.clientId === token.clientId ? since : token.issuedAt;
  if (isOlder(held, client.tokensValidFrom)) return false;
  return token.userId === null || mayHoldTokens(account, since);
}

/** Whether the account exists, is enabled and was not told to drop everything issued by then (protocol.md TK-5). */
export const mayHoldTokens = (account: Account | null, since: Instant): account is Account =>
  account !== null && account.disabledAt === null && !isOlder(since, account.tokensValidFrom);

/** Whether a revoke-all ended what was issued at `since`. */
export const isOlder = (since: Instant, validFrom: Instant | null): boolean =>
  validFrom !== null && since < validFrom;
