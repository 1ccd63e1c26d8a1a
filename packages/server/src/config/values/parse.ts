import { isIP } from 'node:net';
import { isEmail } from '../../people/names.ts';

/** Listening address; `host` null means every interface. */
export type Address = { readonly host: string | null; readonly port: number };

/** `wrong` completes the sentence "NAME …" and never repeats the text (security.md D-3). */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly wrong: string };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });
export const refused = (wrong: string): Parsed<never> => ({ ok: false, wrong });

/** operations K-2: these four spellings and no other. */
export function parseBoolean(text: string): Parsed<boolean> {
  if (text === 'true' || text === '1') return parsed(true);
  if (text === 'false' || text === '0') return parsed(false);
  return refused('is not true or false');
}

export function parseInteger(text: string): Parsed<number> {
  const value = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(value)
    ? parsed(value)
    : refused('is not a whole number');
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const durationText = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** Milliseconds of a Go-style duration; a bare number means seconds (operations K-2). */
export function parseDuration(text: string): Parsed<number> {
  if (/^\d+$/.test(text)) return whole(Number(text) * 1000);
  if (!durationText.test(text)) return refused('is not a duration');
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|[smh])/gy)) {
    total += Number(amount) * (milliseconds[unit ?? ''] ?? Number.NaN);
  }
  return whole(total);
}

const whole = (value: number): Parsed<number> =>
  Number.isSafeInteger(value) ? parsed(value) : refused('is not a whole number of milliseconds');

/** Comma separated and trimmed; an item left empty is a mistake, not an item less. */
export function parseList<T>(text: string, parseItem: (item: string) => Parsed<T>): Parsed<readonly T[]> {
  const values: T[] = [];
  for (const [index, item] of text.split(',').entries()) {
    const result = item.trim() === '' ? refused('is empty') : parseItem(item.trim());
    if (!result.ok) return refused(`item ${index + 1} ${result.wrong}`);
    values.push(result.value);
  }
  return new Set(values).size === values.length ? parsed(values) : refused('names an item twice');
}

/** `[host]:port`: a name or IPv4 address, an IPv6 address in brackets, or nothing before the colon. */
export function parseAddress(text: string): Parsed<Address> {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  if (parts === null) return refused('is not [host]:port');
  const [, bracketed, name, digits] = parts;
  const port = Number(digits);
  if (port > 65_535) return refused('has a port above 65535');
  if (bracketed !== undefined) {
    return isIP(bracketed) === 6
      ? parsed({ host: bracketed, port })
      : refused('has no IPv6 address in its brackets');
  }
  if (name === undefined || name === '') return parsed({ host: null, port });
  return /^[A-Za-z0-9._-]+$/.test(name) ? parsed({ host: name, port }) : refused('has a malformed host');
}

/** An IP address or CIDR range (security.md P-1), as written. */
export function parseNetwork(text: string): Parsed<string> {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%'))
    return refused('is not an address or CIDR range');
  if (/^::ffff:/i.test(address)) return refused('is an IPv4 address in IPv6 form');
  const widest = version === 4 ? 32 : 128;
  const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= widest);
  return fits ? parsed(text) : refused(`has a prefix length outside 0–${widest}`);
}

/** The public URL, one trailing slash stripped and otherwise byte for byte as given (protocol.md G-4). */
export function parseIssuer(text: string): Parsed<string> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return refused('is not an absolute http or https URL');
  if (url.username !== '' || url.password !== '') return refused('holds credentials');
  if (url.hostname.includes('*')) return refused('has a wildcard for a host');
  if (/[?#]/.test(text)) return refused('has a query or fragment'); // RFC 8414 §2
  const issuer = text.replace(/\/$/, '');
  if (issuer.endsWith('/')) return refused('ends with more than one slash');
  const canonical = url.href.replace(/\/$/, '');
  return issuer === canonical
    ? parsed(issuer)
    : refused('is not in its canonical form (lower-case host, no default port, no dot segments)');
}

/** An address that this server calls: path and query as they are, no credentials and no fragment. */
export function parseEndpoint(text: string): Parsed<string> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return refused('is not an absolute http or https URL');
  if (url.username !== '' || url.password !== '') return refused('holds credentials');
  return text.includes('#') ? refused('has a fragment') : parsed(url.href);
}

/** A web origin exactly as browsers send it (RFC 6454 §6.2), or `*`. */
export function parseOrigin(text: string): Parsed<string> {
  if (text === '*') return parsed(text);
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text && !text.includes('*')
    ? parsed(text)
    : refused('is not an origin (scheme://host[:port], nothing after it)');
}

/** A host name whose subdomains share a cookie, as browsers accept it: no dot in front, no public suffix of one label. */
export function parseCookieDomain(text: string): Parsed<string> {
  const url = URL.parse(`http://${text}`);
  if (url === null || url.href !== `http://${text}/` || url.port !== '')
    return refused('is not a host name in lower case');
  if (text === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(text)) return parsed(text);
  if (isIP(text.replace(/^\[|\]$/g, '')) !== 0) return refused('is an address, not a domain');
  return /^[^.]+(?:\.[^.]+)+$/.test(text) ? parsed(text) : refused('is no domain that has subdomains');
}

/** One address in the form in which it is kept. */
export function parseEmail(text: string): Parsed<string> {
  const address = text.normalize('NFKC');
  return isEmail(address) ? parsed(address) : refused('is not an e-mail address');
}

/** `host` or `host:port`, lower case. */
export function parseHost(text: string): Parsed<string> {
  const url = URL.parse(`x://${text}`);
  return url !== null && url.host === text && /^[a-z0-9.\-[\]:]+$/.test(text)
    ? parsed(text)
    : refused('is not host or host:port in lower case');
}
