/** Where a browser may be sent back to after sign-in: hosts of one domain, and nothing that looks like them (resource.md §9). */

import { isLoopbackUrl, isOwnAddress } from '@grantor/protocol';
import type { BrowserSignIn } from '../accounts/forwarded-sessions.ts';

/** The longest address that is brought back to; for a longer one, the start page of its host. */
const longest = 2048;

export const isUnderDomain = (hostname: string, domain: string): boolean =>
  hostname === domain || hostname.endsWith(`.${domain}`);

/**
 * The address as it will stand in the redirect, or null: https, or http on loopback; a host under the domain;
 * no user info; and none of our own, which a redirect of ours would open as if the person had (protocol.md LO-2).
 * What a browser would read is what is checked, as both are the serialised URL.
 */
export function returnAddress(
  text: string | undefined,
  { domain, baseUrl }: Pick<BrowserSignIn, 'domain' | 'baseUrl'>,
): string | null {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.protocol !== 'https:' && !isLoopbackUrl(url.href)) return null;
  if (!isUnderDomain(url.hostname, domain) || isOwnAddress(url.href, baseUrl)) return null;
  return url.href.length <= longest ? url.href : `${url.origin}/`;
}
