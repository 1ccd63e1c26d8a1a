import { type Hash, sha256 } from '@grantor/protocol';

/** SESSION_FINGERPRINT and SESSION_FINGERPRINT_IP (product.md §4). */
export type FingerprintRule = 'none' | 'user_agent' | 'user_agent_and_address';

export type Visit = { readonly userAgent: string | null; readonly address: string };

/** What a session is bound to, without version digits so that an update signs nobody out (protocol.md SE-3). */
export function fingerprint(rule: FingerprintRule, visit: Visit): Hash | null {
  if (rule === 'none') return null;
  const browser = (visit.userAgent ?? '').replace(/\d[\w.]*/g, '#');
  return sha256(rule === 'user_agent' ? browser : `${browser}\n${visit.address}`);
}
