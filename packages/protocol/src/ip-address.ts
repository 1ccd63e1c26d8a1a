import { isIP, isIPv4 } from 'node:net';

/** The eight 16-bit groups of an IPv6 address in any of its spellings (RFC 4291 §2.2), or null. */
export function ipv6Groups(address: string): readonly number[] | null {
  if (isIP(address) !== 6 || address.includes('%')) return null;
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function groupsOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/** The IPv4 address in an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2), or null. */
function mappedIpv4(groups: readonly number[]): string | null {
  const [high, low] = groups.slice(6);
  if (high === undefined || low === undefined) return null;
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return null;
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/**
 * One spelling per address: IPv4 as it is, IPv4-mapped as IPv4, IPv6 compressed and lower case
 * (RFC 5952 §4), without zone. Null for anything that is not an address.
 */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  const groups = ipv6Groups(text.split('%', 1)[0] ?? '');
  if (groups === null) return null;
  return mappedIpv4(groups) ?? compressed(groups);
}

// RFC 5952 §4.2: the first of the longest runs of zeros, and never a single one
function compressed(groups: readonly number[]): string {
  const spelled = groups.map((group) => group.toString(16));
  const { start, length } = longestRunOfZeros(groups);
  if (length < 2) return spelled.join(':');
  return `${spelled.slice(0, start).join(':')}::${spelled.slice(start + length).join(':')}`;
}

function longestRunOfZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > longest.length) longest = { start, length: index + 1 - start };
  }
  return longest;
}

/** What a limit counts by: the IPv4 address, or the /64 an IPv6 address lies in (security.md L-1). */
export const limitKey = (address: string): string => networkOf(address, 4);

/** Whose address it is as far as that shows: an IPv4 address, or the /48 that one site may have whole. */
export const siteKey = (address: string): string => networkOf(address, 3);

function networkOf(address: string, groups: number): string {
  const canonical = canonicalAddress(address);
  if (canonical === null || isIPv4(canonical)) return canonical ?? address;
  const network = ipv6Groups(canonical)?.slice(0, groups) ?? [];
  return `${network.map((group) => group.toString(16)).join(':')}::/${groups * 16}`;
}
