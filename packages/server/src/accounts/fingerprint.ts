import { type Hash, sha256 } from '@grantor/protocol';

/** SESSION_FINGERPRINT and SESSION_FINGERPRINT_IP (product.md §4). */
export type FingerprintRule = 'none' | 'user_agent' | 'user_agent_and_address';

export type Visit = { readonly userAgent: string | null; readonly address: string };

/**
 * What a session is bound to: the products that make up the browser, without versions, system and form factor. An
 * update signs nobody out, and neither does asking for the desktop site (protocol.md SE-3).
 */
export function fingerprint(rule: FingerprintRule, visit: Visit): Hash | null {
  if (rule === 'none') return null;
  const browser = productsOf(visit.userAgent ?? '');
  return sha256(rule === 'user_agent' ? browser : `${browser}\n${visit.address}`);
}

/** Products are name and version; systems and devices stand in comments. */
const productsOf = (userAgent: string): string =>
  userAgent
    .slice(0, 1024)
    .replaceAll(/\([^()]*\)/g, ' ')
    .split(' ')
    .map((product) => product.split('/', 1)[0] ?? '')
    .filter((name) => name !== '' && name !== 'Mobile' && name !== 'Version')
    .join(' ');
