/** Second-level labels under which countries let people register. */
const shared = new Set(['ac', 'co', 'com', 'edu', 'gob', 'gov', 'gv', 'mil', 'ne', 'net', 'or', 'org']);

/**
 * The domain that one owner registered, as far as its shape tells: `example.co.uk` of `https://auth.example.co.uk/`.
 * An address in numbers, or a single label, stands for itself; what is no URL has none (an empty text). Good enough to raise a question, never to trust.
 */
export function registrableDomain(url: string): string {
  const hostname = URL.parse(url)?.hostname ?? '';
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && shared.has(second) ? -3 : -2).join('.');
}
