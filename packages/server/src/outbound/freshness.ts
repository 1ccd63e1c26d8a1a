/** In ms (security.md S-3). */
const shortest = 60_000;
const longest = 24 * 3_600_000;

/**
 * How long a shared cache may use an answer, in ms, by its `Cache-Control`, `Expires` and `Age` (HTTP caching,
 * RFC 9111): never under a minute or over a day. `silent`: what holds when they say nothing.
 */
export function freshFor(headers: Readonly<Record<string, string>>, silent: number): number {
  const directives = directivesOf(headers['cache-control'] ?? '');
  if (unshared.some((name) => directives.has(name))) return shortest;
  const lifetime =
    secondsOf(directives.get('s-maxage')) ?? secondsOf(directives.get('max-age')) ?? untilExpiry(headers);
  return lifetime === null ? silent : Math.min(longest, Math.max(shortest, (lifetime - age(headers)) * 1000));
}

const unshared = ['no-store', 'no-cache', 'private'];

/** Name and argument of every directive in lower case; of a repeated one the first counts (RFC 9111 §4.2.1). */
function directivesOf(header: string): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const directive of header.toLowerCase().split(',')) {
    const [name = '', argument = ''] = directive.split('=', 2).map((part) => part.trim());
    if (!directives.has(name)) directives.set(name, argument);
  }
  return directives;
}

function secondsOf(argument: string | undefined): number | null {
  const digits = /^"?(\d{1,9})"?$/.exec(argument ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** By the source's own clock, so that ours does not matter. */
function untilExpiry({ expires, date }: Readonly<Record<string, string>>): number | null {
  if (expires === undefined) return null;
  const seconds = (Date.parse(expires) - Date.parse(date ?? '')) / 1000;
  return Number.isFinite(seconds) ? seconds : 0;
}

const age = (headers: Readonly<Record<string, string>>): number =>
  /^\d{1,9}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
