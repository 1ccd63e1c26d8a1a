// Letters, digits, dots, hyphens and the underscores that some hosts have, or an IPv6 address. The URL standard leaves
// a host more, such as `;`, `,`, `*` and quotes, which say something of their own in headers
const plainHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

/** Whether the host of an http or https URL is made of what host names are made of (RFC 1123 §2.1). */
export const hasPlainHost = ({ hostname }: URL): boolean => plainHost.test(hostname);

/**
 * The origin of an http or https URL in its one text form (RFC 6454 §6.2), which may stand in a header; null for any
 * other URL and for a host that could not.
 */
export function webOrigin(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || !hasPlainHost(parsed)) return null;
  return parsed.origin;
}
