import type { Metrics } from '../../src/telemetry/metrics/metrics.ts';

/** Metrics whose counters can be read, as `name{label="value"}`. */
export function recordedMetrics(): Metrics & { readonly counted: ReadonlyMap<string, number> } {
  const counted = new Map<string, number>();
  return {
    counted,
    count(name, labels, by = 1) {
      const pairs = Object.entries(labels).map(([label, value]) => `${label}="${String(value)}"`);
      const series = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
      counted.set(series, (counted.get(series) ?? 0) + by);
    },
    observe: () => {},
  };
}
