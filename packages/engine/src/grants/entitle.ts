import type { Instant } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import type { Context } from '../requests/context.ts';
import { narrowResources } from '../tokens/audience.ts';
import type { FamilyDraft, Proof } from '../tokens/entitlement.ts';
import { scopeOfToken } from '../tokens/scope-decision.ts';
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
  { ports, policy }: Context,
  { params, client, method }: GrantRequest,
  { family, proof, account, nonce, since }: Birth,
): Promise<GrantOutcome> {
  // protocol.md TK-5
  if (!mayHoldTokens(account, since)) throw invalidGrant('account may not hold tokens');
  if (isOlder(since, client.tokensValidFrom)) throw invalidGrant('revoked with its client');
  const resources = narrowResources(params.all('resource'), family.resources); // RFC 8707 §2.2
  const registered = await ports.store.listResources();
  const scope = scopeOfToken({
    ...{ requested: [], granted: family.scope, resources },
    allResources: registered,
  });
  // clients.md §5: of the methods a document lists, the one used here goes for the whole family
  const authMethod = client.source === 'document' ? method : null;
  const wantsRefresh = policy.refreshTokens && client.grantTypes.includes('refresh_token'); // protocol.md TK-4
  return {
    kind: 'entitled',
    entitlement: {
      ...{ client, account, scope, resources, registered, nonce },
      authentication: family.authentication,
      lineage: { kind: 'born', family: { ...family, authMethod }, proof, wantsRefresh },
    },
  };
}
