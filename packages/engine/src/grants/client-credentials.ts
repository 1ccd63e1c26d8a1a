import { parseScope } from '@grantor/protocol';
import { decideResources } from '../tokens/audience.ts';
import { decideScope } from '../tokens/scope-decision.ts';
import type { Grant } from './grant.ts';

/** A client acting for itself (RFC 6749 §4.4, protocol.md §8.3). */
export const clientCredentials: Grant = {
  name: 'client_credentials',
  charged: 'on_entry',
  isOffered: () => true,
  isOpenTo: (method) => method !== 'none', // RFC 6749 §4.4
  async decide({ ports, policy }, { params, client, confirmation }) {
    const allResources = await ports.store.listResources();
    const requested = parseScope(params.get('scope'));
    const resources = decideResources({
      requested: params.all('resource'),
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
    return {
      kind: 'entitled',
      entitlement: {
        ...{ client, scope, resources, confirmation },
        registered: allResources,
        account: null,
        authentication: null,
        nonce: null,
        lineage: { kind: 'none', family: null },
      },
    };
  },
};
