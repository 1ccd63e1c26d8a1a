import type { ClientKeys } from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import { createClientKeys } from '../keys/client-keys.ts';
import { createCourtesy } from '../outbound/courtesy.ts';
import { createDocuments } from '../outbound/documents.ts';
import { createOutbound, type Outbound } from '../outbound/outbound.ts';

export type OutboundParts = { readonly outbound: Outbound; readonly clientKeys: ClientKeys };

/** Everything that fetches what others chose, under one policy and one courtesy. `now` in ms. */
export function openOutbound(
  { outbound, server, clientKeys }: Configuration,
  now: () => number,
): OutboundParts {
  const policy = {
    allowedHosts: outbound.allowedHosts,
    privateAddresses: outbound.allowPrivate ? ('allow' as const) : ('refuse' as const),
    ownHost: new URL(server.baseUrl).host,
  };
  const limits = { connect: 3000, total: clientKeys.fetchTimeoutMilliseconds };
  const keySets = createDocuments({
    outbound: createOutbound(policy, { limits }),
    courtesy: createCourtesy(now),
    now,
    silentFor: clientKeys.cacheMilliseconds,
  });
  return { outbound: createOutbound(policy), clientKeys: createClientKeys(keySets) };
}
