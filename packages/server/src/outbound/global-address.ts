import { BlockList, isIP } from 'node:net';

// RFC 6890 §2.2.2 and the IANA registry it keeps: everything that is not globally reachable
const closedIpv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

// RFC 4291 §2.4: global unicast. Outside lie loopback, mapped, NAT64, unique local, link-local and multicast
const globalIpv6 = ['2000::/3'];

// Within it: protocol assignments with Teredo, documentation, 6to4
const closedIpv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const closed = blockList([...closedIpv4, ...closedIpv6]);
const open = blockList(globalIpv6);

/**
 * Whether the address is reachable over the public internet. IPv6 forms that carry an IPv4 address are
 * not, whatever they carry (security.md S-1). Anything that is not an address is not.
 */
export function isGlobalAddress(address: string): boolean {
  if (isIP(address) === 4) return !closed.check(address, 'ipv4');
  if (isIP(address) !== 6 || address.includes('%')) return false;
  return open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits), isIP(network) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
