/** In ms (security.md S-3). */
const shortest = 60_000;
const longest = 24 * 3_600_000;

/**
 * How long a shared cache may use an answer, in ms, by its `Cache-Control`, `Expires` and `Age` (HTTP caching,
 * RFC 9111): never under a minute or over a day. `silent`: what holds when they say nothing.
 */
export function freshFor(headers: Readonly<Record<string, string>>, silent: number): number {
  const directives = (headers['cache-control'] ?? '').toLowerCase().split(',');
  if (directives.some((directive) => /^\s*(?:no-store|no-cache|private)\b/.test(directive))) return shortest;
  const lifetime =
    secondsOf(directives, 's-maxage') ?? secondsOf(directives, 'max-age') ?? untilExpiry(headers);
  return lifetime === null ? silent : Math.min(longest, Math.max(shortest, (lifetime - age(headers)) * 1000));
}

function secondsOf(directives: readonly string[], name: string): number | null {
  const shape = new RegExp(`^\\s*${name}="?(\\d{1,9})"?\\s*$`);
  const named = directives
    .map((directive) => shape.exec(directive)?.[1])
    .find((value) => value !== undefined);
  return named === undefined ? null : Number(named);
}

/** By the source's own clock, so that ours does not matter. */
function untilExpiry({ expires, date }: Readonly<Record<string, string>>): number | null {
  if (expires === undefined) return null;
  const seconds = (Date.parse(expires) - Date.parse(date ?? '')) / 1000;
  return Number.isFinite(seconds) ? seconds : 0;
}

const age = (headers: Readonly<Record<string, string>>): number =>
  /^\d{1,9}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
