import { BlockList, isIP } from 'node:net';
import { canonicalAddress } from './ip-address.ts';

/** `untrustedHeader`: a forwarding header came from a peer that is not a trusted proxy, and was ignored. */
export type ClientAddress = { readonly address: string; readonly untrustedHeader: boolean };

/** Peer address of the socket and the joined `X-Forwarded-For` header, null if there was none. */
export type ClientAddressReader = (peer: string, forwardedFor: string | null) => ClientAddress;

/**
 * The client's address: the socket peer, or behind trusted proxies the right-most hop that is not one of
 * them (security.md P-1, operations.md Q-2). Throws at once for an entry that is no address or CIDR.
 */
export function createClientAddressReader(trustedProxies: readonly string[]): ClientAddressReader {
  const trusted = addressSet(trustedProxies);
  return (peer, forwardedFor) => {
    const address = canonicalAddress(peer) ?? peer;
    if (forwardedFor === null) return { address, untrustedHeader: false };
    if (!contains(trusted, address)) return { address, untrustedHeader: true };
    return { address: rightmostUntrusted(address, forwardedFor, trusted), untrustedHeader: false };
  };
}

/** Whether the address is one of `TRUSTED_PROXIES`, for the other headers only they may set (security.md P-2). */
export function createProxyTrust(trustedProxies: readonly string[]): (peer: string) => boolean {
  const trusted = addressSet(trustedProxies);
  // A proxy asks again and again
  const known = new Map<string, boolean>();
  return (peer) => {
    const answer = known.get(peer) ?? contains(trusted, canonicalAddress(peer) ?? peer);
    if (known.size === mostPeers) known.clear();
    known.set(peer, answer);
    return answer;
  };
}

const mostPeers = 1000;

function rightmostUntrusted(peer: string, forwardedFor: string, trusted: BlockList): string {
  let nearest = peer;
  for (const hop of forwardedFor.split(',').reverse()) {
    const address = hopAddress(hop.trim());
    // Left of an unreadable hop everything may be invented: the last proxy we believe stands for it
    if (address === null) return nearest;
    if (!contains(trusted, address)) return address;
    nearest = address;
  }
  return nearest;
}

// RFC 7239 §6: `192.0.2.1`, `192.0.2.1:47011`, `[2001:db8::1]:47011`, and the bare IPv6 of X-Forwarded-For
function hopAddress(hop: string): string | null {
  const port = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/.exec(hop);
  return canonicalAddress(port?.[1] ?? port?.[2] ?? hop);
}

function contains(set: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && set.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function addressSet(entries: readonly string[]): BlockList {
  const set = new BlockList();
  for (const entry of entries) {
    const [, network = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const address = canonicalAddress(network);
    if (address === null) throw new Error(`${entry} is neither an address nor a CIDR`);
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    const bits = prefix === undefined ? null : Number(prefix);
    if (bits === null) set.addAddress(address, family);
    else set.addSubnet(address, bits, family);
  }
  return set;
}
