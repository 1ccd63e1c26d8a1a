import type { Configuration } from '../config/types.ts';
import type { OutboundPolicy } from '../outbound/destination.ts';

/** Whom this server calls, as the settings say. */
export const outboundPolicy = ({
  outbound,
  server,
}: Pick<Configuration, 'outbound' | 'server'>): OutboundPolicy => ({
  allowedHosts: outbound.allowedHosts,
  privateAddresses: outbound.allowPrivate ? 'allow' : 'refuse',
  ownHost: new URL(server.baseUrl).host,
});
