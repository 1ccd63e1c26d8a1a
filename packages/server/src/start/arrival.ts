import { createProxyTrust } from '@grantor/protocol';
import type { Configuration } from '../config/types.ts';
import type { ArrivalWorld } from '../http/arrival.ts';
import { basePathOf } from '../http/base-path.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { clientAddressReader } from './client-address.ts';
import { certificateSources } from './client-certificates.ts';
import type { SystemWatch } from './system.ts';

type Telling = { readonly log: Log; readonly metrics: Metrics; readonly system: SystemWatch };

/** Whose word about a request is believed, as the settings say. */
export const arrivalOf = (
  server: Configuration['server'],
  { log, metrics, system }: Telling,
): ArrivalWorld => ({
  readAddress: clientAddressReader(server.trustedProxies, log, system.forwardingIgnored),
  trusts: createProxyTrust(server.trustedProxies),
  certificates: certificateSources(server, log, metrics),
  basePath: basePathOf(server.baseUrl),
});
