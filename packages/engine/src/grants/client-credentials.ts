import { parseScope } from '@grantor/protocol';
import { audienceOf, decideResources } from '../tokens/audience.ts';
import { checkDetails, parseDetails, resourcesMeant } from '../tokens/authorization-details.ts';
import { readRegistry } from '../tokens/registry.ts';
import { decideScope } from '../tokens/scope-decision.ts';
import type { Grant } from './grant.ts';

/** A client acting for itself (RFC 6749 §4.4, protocol.md §8.3). */
export const clientCredentials: Grant = {
  name: 'client_credentials',
  charged: 'on_entry',
  isOffered: () => true,
  isOpenTo: (method) => method !== 'none', // RFC 6749 §4.4
  async decide({ ports, policy }, { params, client, confirmation }) {
    const { registered: allResources, detailsTypes: types } = await readRegistry(ports);
    const requested = parseScope(params.get('scope'));
    const asked = parseDetails(params.get('authorization_details'));
    const resources = decideResources({
      requested: resourcesMeant(params.all('resource'), asked),
      client,
      policy,
      resources: allResources,
    });
    const scope = decideScope({
      requested,
      client,
      resources,
      allResources,
      policy,
      grantKind: 'client',
    });
    const audience = audienceOf(resources, policy);
    const details = checkDetails(asked, { client, types, audience, grantKind: 'client' });
    return {
      kind: 'entitled',
      entitlement: {
        ...{ client, scope, resources, details, confirmation },
        registered: allResources,
        account: null,
        authentication: null,
        nonce: null,
        lineage: { kind: 'none', family: null },
      },
    };
  },
};
