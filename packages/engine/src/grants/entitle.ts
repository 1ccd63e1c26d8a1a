import { type Instant, isWithin } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import { includesDetail } from '../model/authorization-details.ts';
import { mayUse } from '../model/client.ts';
import type { Resource } from '../model/resource.ts';
import type { Context } from '../requests/context.ts';
import { decideResources, narrowResources } from '../tokens/audience.ts';
import { narrowDetails, parseDetails, refusedDetails } from '../tokens/authorization-details.ts';
import type { FamilyDraft, Proof } from '../tokens/entitlement.ts';
import { readRegistry } from '../tokens/registry.ts';
import { type Granted, type Rights, rightsLeft } from '../tokens/rights.ts';
import { invalidScope, limitScope, narrowScope } from '../tokens/scope-decision.ts';
import { isOlder, mayHoldTokens } from '../tokens/standing.ts';
import type { GrantOutcome, GrantRequest } from './grant.ts';
import { invalidGrant } from './refusal.ts';

type Birth = {
  readonly family: FamilyDraft;
  readonly proof: Proof;
  readonly account: Account | null;
  /** When what is redeemed was issued: what came before a revoke-all is void. */
  readonly since: Instant;
  readonly nonce: string | null;
};

/** The first tokens of a family: all of its scope, for all of its resources or the subset asked for. */
export async function entitleBirth(
  context: Context,
  request: GrantRequest,
  { family, proof, account, nonce, since }: Birth,
): Promise<GrantOutcome> {
  const { client, method, confirmation, instance } = request;
  // protocol.md TK-5
  if (!mayHoldTokens(account, since)) throw invalidGrant('account may not hold tokens');
  if (isOlder(since, client.tokensValidFrom)) throw invalidGrant('revoked with its client');
  const { left, registered } = await decideRights(context, request, { granted: family, account, named: [] });
  // clients.md §5: of the methods a document lists, the one used here goes for the whole family
  const authMethod = client.source === 'document' ? method : null;
  const toInstance = instance === null ? null : { instance }; // Client Attestation §10.3
  const bound = { authMethod, confirmation: method === 'none' ? confirmation : toInstance }; // RFC 9449 §5
  const wantsRefresh = context.policy.refreshTokens && client.grantTypes.includes('refresh_token'); // protocol.md TK-4
  return {
    kind: 'entitled',
    entitlement: {
      ...{ ...left, client, account, registered, nonce, confirmation },
      authentication: family.authentication,
      lineage: { kind: 'born', family: { ...family, ...bound }, proof, wantsRefresh },
    },
  };
}

export type GrantInUse = {
  readonly granted: Granted;
  readonly account: Account;
  /** The scope named in the request; empty: all of it. */
  readonly named: readonly string[];
};

export type DecidedRights = {
  /** What the client may still have of the part of the grant that the request asks for. */
  readonly left: Rights;
  readonly registered: readonly Resource[];
};

/**
 * What one token of a grant is for (protocol.md RF-1, RI-3, IN-6). Throws `invalid_target`, `invalid_scope` and
 * `invalid_authorization_details`
 * for what the request names and cannot have, `invalid_grant` where it names nothing and nothing is left, and where
 * the person is not among those who may use the client any more (product.md §8).
 */
export async function decideRights(
  { ports, policy }: Context,
  { params, client }: GrantRequest,
  { granted, account, named }: GrantInUse,
): Promise<DecidedRights> {
  if (!mayUse(client, account)) throw invalidGrant('the account may not use the client any more');
  const registry = await readRegistry(ports);
  const { registered } = registry;
  const targets = params.all('resource');
  const details = parseDetails(params.get('authorization_details'));
  const asked = {
    scope: narrowScope(named, granted.scope),
    resources: narrowResources(targets, granted.resources), // RFC 8707 §2.2
    details: narrowDetails(details, granted.details), // RFC 9396 §6
    claims: granted.claims,
  };
  if (targets.length > 0) {
    decideResources({ requested: asked.resources, client, policy, resources: registered });
  }
  const left = rightsLeft(asked, { client, account }, { policy, ...registry });
  if (left === null) {
    throw named.length + targets.length > 0 ? invalidScope() : invalidGrant('nothing is left of the grant');
  }
  // protocol.md SC-2: nothing that was named is dropped in silence
  const nameable = limitScope(asked.scope, { resources: left.resources, allResources: registered, policy });
  if (named.length > 0 && !isWithin(nameable, left.scope)) throw invalidScope();
  if (!details.every((detail) => includesDetail(left.details, detail))) throw refusedDetails();
  return { left, registered };
}
