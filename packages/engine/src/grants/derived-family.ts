import { type Instant, secondOf, type UserId } from '@grantor/protocol';
import { noClaims } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { Family } from '../model/family.ts';
import type { Resource } from '../model/resource.ts';
import type { Context } from '../requests/context.ts';
import type { FamilyDraft } from '../tokens/entitlement.ts';
import { newFamilyId } from '../tokens/ordered-id.ts';
import type { Rights } from '../tokens/rights.ts';
import { agreedAt } from '../tokens/token-traits.ts';

export type Vouching = {
  readonly origin: 'assertion' | 'token_exchange';
  readonly client: Client;
  readonly userId: UserId;
  readonly left: Rights;
  readonly registered: readonly Resource[];
  readonly now: Instant;
};

/**
 * The family of a token that another issuer's word gave: the person sees it among their apps, and ends it, like any other.
 */
export const vouchedFamily = (
  { ports }: Context,
  { origin, client, userId, left, registered, now }: Vouching,
): FamilyDraft & Pick<Family, 'authMethod'> => ({
  id: newFamilyId(ports.random, now),
  ...{ origin, clientId: client.id, userId, authMethod: null },
  ...left,
  claims: { ...noClaims, ...agreedAt(left, { registered, detailsTypes: [] }) },
  // OpenID Connect Core §2: level 0 is no sign-in at all
  authentication: { authTime: secondOf(now), acr: '0', amr: [] },
  grantId: null,
  sessionId: null,
  sid: null,
  startedAt: now,
});
