/** What is written of a token that came of another issuer's word, or of another token (advanced.md §10, §11). */

import type { Instant } from '@grantor/protocol';
import type { Family } from '../model/family.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import { type AccessToken, namedToken } from './access-token.ts';
import { audienceOf } from './audience.ts';
import type { Entitlement, FamilyDraft, Lineage } from './entitlement.ts';

type Derived = Entitlement & { readonly lineage: Extract<Lineage, { kind: 'asserted' | 'exchanged' }> };

export type DerivedMade = {
  readonly accessToken: AccessToken;
  readonly now: Instant;
  readonly policy: Policy;
};

/** Nothing is issued after the one token: its family ends with it. */
export function describeDerived(derived: Derived, { accessToken, policy }: DerivedMade): Fact {
  const { client, account, lineage, scope, resources, actor = null } = derived;
  if (account === null) throw new Error('what comes of another token is of a person');
  if (lineage.kind === 'asserted') {
    const { seen, issuer, subject } = lineage;
    const family = onlyFor(lineage.family, accessToken);
    return { kind: 'assertion_redeemed', family, seen, issuer, subject, issued: ['access_token'] };
  }
  const { family, started, seen, subject } = lineage;
  return {
    ...{ kind: 'token_exchanged', issued: 'access_token', clientId: client.id, userId: account.id },
    tokenId: accessToken.tokenId,
    family:
      started === null
        ? { kind: 'kept', id: family.id }
        : { kind: 'started', family: onlyFor(started, accessToken) },
    ...{ seen, subject, actor, scope },
    audience: audienceOf(resources, policy),
  };
}

const onlyFor = (draft: FamilyDraft & Pick<Family, 'authMethod'>, accessToken: AccessToken): Family => ({
  ...draft,
  // What binds its one token binds nothing that comes after (RFC 9449 §5)
  confirmation: null,
  newest: namedToken(accessToken),
  ...{ refreshEndsAt: accessToken.expiresAt, expiresAt: accessToken.expiresAt },
  ...{ refresh: null, revokedAt: null, pausedAt: null },
});
