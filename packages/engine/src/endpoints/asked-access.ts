/** What a client may ask for where a person decides in another place (protocol.md DV-1, CIBA §7.1). */

import { type Instant, OAuthError, type Params, parseScope, secondOf } from '@grantor/protocol';
import { changing, checkReadable } from '../authorize/grant-change.ts';
import { noClaims } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import type { DeviceCode } from '../model/device-code.ts';
import type { ManagedGrant } from '../model/managed-grant.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Context } from '../requests/context.ts';
import { apisAmong, audienceOf, decideResources } from '../tokens/audience.ts';
import { checkDetails, parseDetails, resourcesOfPerson } from '../tokens/authorization-details.ts';
import { grantParameters, readGrantRequest, unknownGrant } from '../tokens/managed-grants.ts';
import { readRegistry } from '../tokens/registry.ts';
import { decideScope } from '../tokens/scope-decision.ts';

export const accessParameters: readonly string[] = [
  ...grantParameters,
  ...['scope', 'resource', 'authorization_details'],
];

type Asking = { readonly params: Params; readonly client: Client; readonly now: Instant };

type Asked = {
  readonly access: Pick<DeviceCode, 'scope' | 'resources' | 'details' | 'grant'>;
  /** The grant that it is to change, of whichever person; null: none that is there. */
  readonly held: ManagedGrant | null;
  /** As they were read for it. */
  readonly registered: readonly Resource[];
};

/**
 * Throws `invalid_scope`, `invalid_target` and `invalid_authorization_details`, and of a managed grant `invalid_request`,
 * `unauthorized_client` and `invalid_grant_id`.
 */
export async function decideAccess(
  { ports, policy }: Context,
  { params, client, now }: Asking,
): Promise<Asked> {
  const grant = readGrantRequest(params, client, policy);
  const held = await findGrant(ports, { grant, client, now });
  const { registered, detailsTypes } = await readRegistry(ports);
  const requested = parseScope(params.get('scope'));
  const details = parseDetails(params.get('authorization_details'));
  const resources = decideResources({
    requested: resourcesOfPerson(
      params.all('resource'),
      { scope: requested, details },
      { policy, resources: registered },
    ),
    ...{ client, policy, resources: registered },
  });
  const scope = decideScope({
    ...{ requested, client, resources, policy },
    allResources: registered,
    grantKind: 'user',
  });
  const audience = audienceOf(resources, policy);
  const checked = checkDetails(details, { client, types: detailsTypes, audience, grantKind: 'user' });
  const access = { scope, resources, details: checked, grant };
  const asked = { ...access, registered, detailsTypes, claims: noClaims, held: null };
  const apis = resourcesNamed(apisAmong(resources, policy), registered);
  checkReadable(changing({ ...asked, apis }, held, policy));
  return { access, held, registered };
}

/** Whose it is beside the client's is seen once the person is known (advanced.md GMT-3). */
async function findGrant(
  { store }: Context['ports'],
  { grant, client, now }: Pick<DeviceCode, 'grant'> & Omit<Asking, 'params'>,
): Promise<ManagedGrant | null> {
  if (grant === null || grant.action === 'create') return null;
  const found = await store.findManagedGrant(grant.id, secondOf(now));
  if (found?.clientId !== client.id) throw new OAuthError('invalid_grant_id', unknownGrant);
  return found;
}
