import assert from 'node:assert/strict';

/** Every series with its value, as /metrics has them. */
export type Scrape = ReadonlyMap<string, number>;

export async function scrape({ origin }: { readonly origin: string }): Promise<Scrape> {
  const response = await fetch(`${origin}/metrics`);
  assert.equal(response.status, 200);
  return seriesOf(await response.text());
}

export function seriesOf(text: string): Scrape {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))] as const;
    }),
  );
}

/** The metric that a series is of: without its labels, and without what histograms add. */
export const metricOf = (series: string): string =>
  series.replace(/\{.*$/, '').replace(/_(?:bucket|sum|count)$/, '');

/** By how much each series grew that differs. */
export function growth(before: Scrape, after: Scrape): Readonly<Record<string, number>> {
  const grown = [...after].map(([series, value]) => [series, value - (before.get(series) ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, by]) => by !== 0));
}

/** By how much the series that `area` names grew. */
export async function during(
  server: { readonly origin: string },
  area: RegExp,
  work: () => Promise<unknown>,
): Promise<Readonly<Record<string, number>>> {
  const earlier = await scrape(server);
  await work();
  const grown = Object.entries(growth(earlier, await scrape(server)));
  return Object.fromEntries(grown.filter(([series]) => area.test(series)));
}
