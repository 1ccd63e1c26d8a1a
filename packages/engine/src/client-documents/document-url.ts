const longest = 2048;

// Dots may be written as %2e (RFC 3986 §2.1); the URL parser takes both for dot segments
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:[/?]|$)/i;

/** Whether a client id is the address of a metadata document (CIMD §3); everything else is an ordinary id. */
export function isDocumentUrl(id: string): boolean {
  if (id.length > longest || !/^https:\/\/[\x21-\x7e]+$/.test(id) || /[#\\]/.test(id)) return false;
  const url = URL.parse(id);
  if (url === null || url.username !== '' || url.password !== '' || id.includes('@', 8)) return false;
  const path = /^https:\/\/[^/?]+(\/[^?]*)/.exec(id)?.[1] ?? '/';
  return path !== '/' && !dotSegment.test(path) && !isAddress(url.hostname);
}

/** An IP literal; the URL parser has turned every spelling of an IPv4 address into four numbers. */
const isAddress = (hostname: string): boolean =>
  hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+\.?$/.test(hostname);

/** The host people and policies know the document by, without port and root dot. */
export const documentHost = (url: string): string => (URL.parse(url)?.hostname ?? '').replace(/\.$/, '');
