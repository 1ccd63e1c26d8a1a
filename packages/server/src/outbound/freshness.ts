/** In ms (security.md S-3). */
const shortest = 60_000;
const longest = 24 * 3_600_000;

/**
 * How long an answer may be used, in ms, by its `Cache-Control` and `Age` (HTTP caching, RFC 9111), never under a
 * minute or over a day. Without an explicit lifetime: the shortest.
 */
export function freshFor(headers: Readonly<Record<string, string>>): number {
  const directives = (headers['cache-control'] ?? '').toLowerCase().split(',');
  const named = directives.map((directive) => /^\s*max-age="?(\d{1,9})"?\s*$/.exec(directive)?.[1]);
  const seconds = Number(named.find((value) => value !== undefined) ?? 0) - age(headers);
  const forbidden = directives.some((directive) => /^\s*no-(store|cache)\b/.test(directive));
  return forbidden ? shortest : Math.min(longest, Math.max(shortest, seconds * 1000));
}

const age = (headers: Readonly<Record<string, string>>): number =>
  /^\d{1,9}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
