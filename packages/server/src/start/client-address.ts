import { type ClientAddressReader, createClientAddressReader } from '@grantor/protocol';
import type { Log } from '../telemetry/log.ts';

/** Reads clients' addresses; the first ignored forwarding header is told, as a proxy may be missing (operations.md Q-2). */
export function clientAddressReader(
  trustedProxies: readonly string[],
  log: Log,
  onFirstIgnored: () => void = () => {},
): ClientAddressReader {
  const read = createClientAddressReader(trustedProxies);
  let isTold = false;
  return (peer, forwardedFor) => {
    const client = read(peer, forwardedFor);
    if (client.untrustedHeader && !isTold) {
      isTold = true;
      onFirstIgnored();
      log.warn('X-Forwarded-For is ignored: the peer is not in TRUSTED_PROXIES', { peer: client.address });
    }
    return client;
  };
}
