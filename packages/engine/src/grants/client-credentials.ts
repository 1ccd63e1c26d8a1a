import { parseScope } from '@grantor/protocol';
import type { AuthenticatedClient } from '../client-auth/authenticate.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { Context } from '../requests/context.ts';
import { audienceOf, decideResources } from '../tokens/audience.ts';
import { checkDetails, parseDetails, resourcesMeant } from '../tokens/authorization-details.ts';
import type { Entitlement } from '../tokens/entitlement.ts';
import { readRegistry } from '../tokens/registry.ts';
import { decideScope } from '../tokens/scope-decision.ts';
import type { Grant } from './grant.ts';

/** A client acting for itself (RFC 6749 §4.4, protocol.md §8.3). */
export const clientCredentials: Grant = {
  name: 'client_credentials',
  charged: 'on_entry',
  isOffered: () => true,
  isOpenTo: (method) => method !== 'none', // RFC 6749 §4.4
  async decide(context, { params, client, confirmation }) {
    const details = parseDetails(params.get('authorization_details'));
    const asked = {
      requested: parseScope(params.get('scope')),
      targets: resourcesMeant(params.all('resource'), details),
      details,
    };
    return { kind: 'entitled', entitlement: await entitleService(context, asked, { client, confirmation }) };
  },
};

type Asked = {
  /** The scope named in the request; empty: none. */
  readonly requested: readonly string[];
  readonly targets: readonly string[];
  readonly details: readonly AuthorizationDetail[];
};

type Service = { readonly client: AuthenticatedClient; readonly confirmation: Confirmation | null };

/**
 * What the client may have for itself of what is asked. Throws `invalid_scope`, `invalid_target` and
 * `invalid_authorization_details`.
 */
export async function entitleService(
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  { requested, targets, details: asked }: Asked,
  { client, confirmation }: Service,
): Promise<Entitlement> {
  const { registered, detailsTypes: types } = await readRegistry(ports);
  const resources = decideResources({ requested: targets, client, policy, resources: registered });
  const scope = decideScope({
    ...{ requested, client, resources, policy },
    allResources: registered,
    grantKind: 'client',
  });
  const audience = audienceOf(resources, policy);
  const details = checkDetails(asked, { client, types, audience, grantKind: 'client' });
  return {
    ...{ client, scope, resources, details, confirmation, registered },
    account: null,
    authentication: null,
    nonce: null,
    lineage: { kind: 'none', family: null },
  };
}
