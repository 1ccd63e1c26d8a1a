/** Access tokens that the program around the server has made, as an administrator would (distribution.md L-4). */

import {
  clientId,
  type Epoch,
  type Instant,
  isWithin,
  OAuthError,
  secondOf,
  userId,
} from '@grantor/protocol';
import { vouchedFor } from '../client-auth/authenticate.ts';
import { mayUseGrant } from '../grants/allowed.ts';
import { authorizationCode } from '../grants/authorization-code.ts';
import { clientCredentials } from '../grants/client-credentials.ts';
import { deviceCode } from '../grants/device-code.ts';
import type { Account } from '../model/account.ts';
import { noClaims } from '../model/claims-request.ts';
import { type Client, mayUse } from '../model/client.ts';
import type { Family } from '../model/family.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import { createAccessToken } from '../tokens/access-token.ts';
import { apisAmong, decideResources } from '../tokens/audience.ts';
import { newFamilyId } from '../tokens/ordered-id.ts';
import { readRegistry } from '../tokens/registry.ts';
import { rightsLeft } from '../tokens/rights.ts';
import { mayHoldTokens } from '../tokens/standing.ts';
import { agreedAt, type TokenTraits, traitsOf } from '../tokens/token-traits.ts';
import { inProcess } from './source.ts';

export type TokenOrder = {
  /** Whose token it is. */
  readonly client: string;
  /** In whose name, by id; absent: the client acts for itself. */
  readonly user?: string | undefined;
  /** At least one, and exactly these. */
  readonly scopes: readonly string[];
  /** What it is for; absent: as for a request that names no resource (protocol.md §18). */
  readonly resource?: string | readonly string[] | undefined;
  /** Seconds; absent: as the client, its resources and the settings say. */
  readonly lifetime?: number | undefined;
};

export type OrderedToken = {
  readonly accessToken: string;
  readonly tokenId: string;
  readonly expiresAt: Epoch;
};

/**
 * `client`: unknown, inactive, one of bound tokens only, or without a grant for such tokens. `user`: unknown, disabled, or not
 * among those who may use the client. `scope`, `resource`: not
 * all of them are the client's, and the person's, to have. `lifetime`: no whole number from 1 to what is allowed.
 */
export type OrderFault = 'client' | 'user' | 'scope' | 'resource' | 'lifetime';

export type OrderOutcome = { readonly kind: 'made'; readonly token: OrderedToken } | Refusal;

type Refusal = { readonly kind: 'refused'; readonly fault: OrderFault };

/**
 * Makes a token that says no more than its client, and its person, could have been granted; what cannot be given is
 * refused, never left out. A person's token begins a family of its own: they see it, and end it, like any other.
 */
export async function issueToken(context: Context, order: TokenOrder): Promise<OrderOutcome> {
  const { ports } = context;
  const now = ports.clock.now();
  const decision = await decide(context, order, now);
  if (decision.kind === 'refused') return decision;
  const { client, account, asked, apis, spends } = decision;
  const family = account === null ? null : draftFamily(decision, account, { context, now });
  const made = await createAccessToken(context, {
    ...{ client, account, now, ...asked, ...decision.life },
    traits: traitsOf(client, apis),
    familyId: family?.id ?? null,
    grantId: null,
    authentication: null, // nobody signed in for it
    confirmation: null,
  });
  const { stored, tokenId, expiresAt } = made;
  const { scope, resources } = asked;
  const issued = { clientId: client.id, tokenId, scope, resources, expiresAt };
  const facts: Fact[] = [
    ...spends,
    {
      ...({ kind: 'administrative_token_issued', ...issued } as const),
      family:
        family === null
          ? null
          : { ...family, newest: { tokenId, expiresAt }, expiresAt, refreshEndsAt: expiresAt },
    },
    ...(stored === null ? [] : [{ kind: 'opaque_token_issued', token: stored } as const]),
  ];
  const kept = await ports.store.commit({ facts, at: now, source: inProcess(ports.random, 'application') });
  // Person or client ended while the token was made
  if (!kept.ok) return refused('user');
  return { kind: 'made', token: { accessToken: made.value, tokenId, expiresAt } };
}

/** What may be made, everything looked at, nothing signed yet. */
type Decision = {
  readonly kind: 'granted';
  readonly client: Client;
  /** To be committed with it. */
  readonly spends: readonly Fact[];
  readonly account: Account | null;
  readonly asked: Pick<Family, 'scope' | 'resources' | 'details'>;
  readonly apis: readonly Resource[];
  readonly registered: readonly Resource[];
  readonly life: { readonly lifetime?: number };
};

async function decide(context: Context, order: TokenOrder, now: Instant): Promise<Decision | Refusal> {
  const { policy } = context;
  const { store } = context.ports;
  const proved = await vouchedFor(context, clientId(order.client), secondOf(now));
  if (proved === null || !mayHave(proved.client, order, policy)) return refused('client');
  // advanced.md DPO-8, SW-6: nobody proves anything here
  const isBound = profileOf(proved.client, policy).boundTokens === 'all';
  if (proved.client.dpopBoundAccessTokens || isBound) return refused('client');
  const { client, spends } = proved;
  const account = order.user === undefined ? null : await store.findAccount(userId(order.user));
  if (order.user !== undefined && !mayHoldTokens(account, now)) return refused('user');
  if (account !== null && !mayUse(client, account)) return refused('user');

  const registry = await readRegistry(context.ports);
  const { registered } = registry;
  const resources = resourcesOf(context, { order, client, registered });
  if (resources === null) return refused('resource');
  const asked = { scope: [...new Set(order.scopes)], resources, details: [] };
  const left = rightsLeft(asked, { client, account }, { policy, ...registry });
  if (left === null || !isGrantable(asked.scope, left.scope, account)) return refused('scope');

  const apis = resourcesNamed(apisAmong(resources, policy), registered);
  const life = lifeOf(order, traitsOf(client, apis), policy.lifetimes.accessTokenMax);
  if (life === null) return refused('lifetime');
  return { kind: 'granted', client, spends, account, asked, apis, registered, life };
}

const refused = (fault: OrderFault): Refusal => ({ kind: 'refused', fault });

/** Whether the client could come to a token of this kind by itself (RFC 6749 §5.2). */
const mayHave = (client: Client, { user }: TokenOrder, policy: Policy): boolean =>
  (user === undefined ? [clientCredentials] : [authorizationCode, deviceCode]).some(
    (grant) => grant.isOffered(policy) && mayUseGrant({ client, method: client.authMethod, policy }, grant),
  );

type Target = {
  readonly order: TokenOrder;
  readonly client: Client;
  readonly registered: readonly Resource[];
};

function resourcesOf({ policy }: Context, { order, client, registered }: Target): readonly string[] | null {
  try {
    const requested = [order.resource ?? []].flat();
    return decideResources({ requested, client, policy, resources: registered });
  } catch (error) {
    if (error instanceof OAuthError) return null;
    throw error;
  }
}

/** Nothing is left out, a refresh token is not among what is made, and a client has no person to name. */
function isGrantable(asked: readonly string[], left: readonly string[], account: Account | null): boolean {
  if (asked.length === 0 || asked.includes('offline_access')) return false;
  return isWithin(asked, left) && (account !== null || !asked.includes('openid'));
}

/** null: longer than the resources or the settings allow, or no time at all. */
function lifeOf({ lifetime }: TokenOrder, traits: TokenTraits, longest: number): Decision['life'] | null {
  if (lifetime === undefined) return {};
  const isAllowed =
    Number.isSafeInteger(lifetime) &&
    lifetime >= 1 &&
    lifetime <= Math.min(longest, traits.lifetime(longest));
  return isAllowed ? { lifetime } : null;
}

const draftFamily = (
  { client, asked, registered }: Decision,
  account: Account,
  { context, now }: { readonly context: Context; readonly now: Instant },
): Omit<Family, 'expiresAt' | 'refreshEndsAt' | 'newest'> => ({
  id: newFamilyId(context.ports.random, now),
  origin: 'application',
  grantId: null,
  clientId: client.id,
  authMethod: null,
  confirmation: null,
  userId: account.id,
  ...asked,
  claims: { ...noClaims, ...agreedAt(asked, { registered, detailsTypes: [] }) },
  // OpenID Connect Core §2: level 0 is no sign-in at all
  authentication: { authTime: secondOf(now), acr: '0', amr: [] },
  sessionId: null,
  sid: null,
  startedAt: now,
  refresh: null,
  revokedAt: null,
  pausedAt: null,
});
