/** What managed grants hold, and how a new one begins: pure (advanced.md §9). */

import { after, type Instant, OAuthError, type Params, secondOf } from '@grantor/protocol';
import { type Client, isPublic } from '../model/client.ts';
import type { Family } from '../model/family.ts';
import {
  type GrantAction,
  type GrantedScopes,
  type GrantRequest,
  grantActions,
  type ManagedGrant,
} from '../model/managed-grant.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { apisAmong } from './audience.ts';
import { resourcesOfScope } from './scope-decision.ts';

export const grantParameters: readonly string[] = ['grant_management_action', 'grant_id'];

const isAction = (value: string): value is GrantAction => (grantActions as readonly string[]).includes(value);

/**
 * What the request says of a grant; null: nothing. Throws `invalid_request` and `unauthorized_client`; whether the grant
 * is there is for when the person is known (advanced.md GMT-2, GMT-3).
 */
export function readGrantRequest(
  params: Params,
  client: Client,
  { grantManagementAction }: Pick<Policy, 'grantManagementAction'>,
): GrantRequest | null {
  const [action, id] = [params.get('grant_management_action'), params.get('grant_id')];
  if (action === undefined) {
    if (id !== undefined) throw invalid('The grant_id parameter needs a grant_management_action.');
    if (grantManagementAction === 'required') throw invalid('The grant_management_action is missing.');
    return null;
  }
  if (!isAction(action)) throw invalid('The grant_management_action is unknown.');
  if (isPublic(client)) {
    throw new OAuthError('unauthorized_client', 'Grants are managed by confidential clients only.');
  }
  if (action === 'create') {
    if (id !== undefined) throw invalid('A grant that is created has no grant_id yet.');
    return { action };
  }
  if (id === undefined) throw invalid('The grant_id parameter is missing.');
  return { action, id };
}

const invalid = (description: string): OAuthError => new OAuthError('invalid_request', description);

export const unknownGrant = 'The grant is unknown, has ended, or is not one of this client and person.';

type Placed = { readonly scope: readonly string[]; readonly resources: readonly string[] };

/** The scopes place by place, as people are shown them (Grant Management §6.4). */
export function grantedScopes(
  { scope, resources }: Placed,
  registered: readonly Resource[],
  policy: Pick<Policy, 'issuer'>,
): readonly GrantedScopes[] {
  const apis = resourcesNamed(apisAmong(resources, policy), registered);
  const placed = scope.map((name) => ({ name, at: resourcesOfScope(name, apis).map(({ uri }) => uri) }));
  const beside = placed.filter(({ at }) => at.length === 0).map(({ name }) => name);
  return [
    ...(beside.length === 0 ? [] : [{ scope: beside, resource: [] }]),
    ...resources.map((uri) => ({
      scope: placed.filter(({ at }) => at.includes(uri)).map(({ name }) => name),
      resource: [uri],
    })),
  ];
}

type Beginning = Placed & Pick<Family, 'clientId' | 'userId' | 'claims' | 'details'>;

type Occasion = { readonly registered: readonly Resource[]; readonly policy: Policy; readonly now: Instant };

/** A grant as its first tokens are made. */
export const newGrant = (
  id: string,
  { clientId, userId, claims, details, ...placed }: Beginning,
  { registered, policy, now }: Occasion,
): ManagedGrant => ({
  ...{ id, clientId, userId, claims, details },
  scopes: grantedScopes(placed, registered, policy),
  revision: 1,
  createdAt: now,
  updatedAt: now,
  expiresAt: after(secondOf(now), policy.lifetimes.refreshMax),
});
