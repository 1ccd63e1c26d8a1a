/** The federation, loaded when somebody first asks for it: where there is none it costs nothing. */

import { errorReply, OAuthError, type Reply } from '@grantor/protocol';
import type { Arrival, Meeting } from '../clients/client-directory.ts';
import type { Policy } from '../ports/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { Federation, FederationEndpoints } from './open-federation.ts';

export type LazyFederation = {
  readonly endpoints: FederationEndpoints;
  /** null: this server is no entity of any federation. */
  readonly meet: ((meeting: Meeting) => Promise<Arrival | null>) | null;
};

/** `discovery`: the metadata document as it is now. */
export function lazyFederation(
  { ports, policy }: { readonly ports: Ports; readonly policy: Policy },
  discovery: () => Promise<Reply>,
): LazyFederation {
  const [world, rules] = [ports.federation, policy.federation];
  if (world === null || rules === null) return noFederation;
  let opening: Promise<Federation> | null = null;
  const open = (): Promise<Federation> => {
    opening ??= import('./open-federation.ts').then(({ openFederation }) =>
      openFederation(
        { ports: { ...ports, federation: world }, policy: { ...policy, federation: rules } },
        discovery,
      ),
    );
    return opening;
  };
  return {
    endpoints: {
      entityConfiguration: async () => (await open()).entityConfiguration(),
      historicalKeys: async () => (await open()).historicalKeys(),
      registerEntity: async (request) => (await open()).registerEntity(request),
    },
    meet: async (meeting) => (await open()).meet(meeting),
  };
}

const nothing = async (): Promise<Reply> =>
  errorReply(new OAuthError('not_found', 'This server is no entity of a federation.'));

const noFederation: LazyFederation = {
  endpoints: { entityConfiguration: nothing, historicalKeys: nothing, registerEntity: nothing },
  meet: null,
};
