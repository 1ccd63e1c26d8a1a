/** Owns the numbers of this process, and their text for Prometheus (operations.md §7). Never decides what is counted. */

import type { Counter, Histogram, Registry } from 'prom-client';
import {
  type CounterLabels,
  type CounterName,
  counters,
  type GaugeLabels,
  type GaugeName,
  gauges,
  type HistogramLabels,
  type HistogramName,
  histograms,
  type Row,
} from './catalogue.ts';

/** Where everything that happens is told. */
export type Metrics = {
  /** One more, or `by` more. */
  count<Name extends CounterName>(name: Name, labels: CounterLabels<Name>, by?: number): void;
  observe<Name extends HistogramName>(name: Name, labels: HistogramLabels<Name>, value: number): void;
};

export type Reading<Labels> = { readonly labels: Labels; readonly value: number };

/** The same, with what is read when somebody asks. */
export type MetricsRegistry = Metrics & {
  /** To be called once there is something to read; then `read` is called at each scrape. */
  gauge<Name extends GaugeName>(name: Name, read: () => readonly Reading<GaugeLabels<Name>>[]): void;
  /** The same of something that only grows. */
  total(name: CounterName, read: () => number): void;
  text(): Promise<MetricsText>;
  /** What the text would say, as data. */
  numbers(): Promise<Numbers>;
};

/** Prometheus text format 0.0.4. */
export type MetricsText = { readonly contentType: string; readonly body: string };

/** Metrics with their values, as JSON holds them. */
export type Numbers = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Nothing is counted. */
export const noMetrics: Metrics = { count: () => {}, observe: () => {} };

/** What the catalogue's types come to. */
type LabelValues = Readonly<Record<string, string>>;

type Client = typeof import('prom-client');

/** Numbers of the process itself belong to no server in it: collected once, from the first that asks. */
let ofTheProcess: Registry | null = null;

function processRegistry({ Registry, collectDefaultMetrics }: Client): Registry {
  if (ofTheProcess === null) {
    ofTheProcess = new Registry();
    collectDefaultMetrics({ register: ofTheProcess });
  }
  return ofTheProcess;
}

/** An empty registry. The library behind it is loaded only now: who wants no metrics pays for none. */
export async function createMetrics(): Promise<MetricsRegistry> {
  const client: Client = await import('prom-client');
  const registry = new client.Registry();
  const counted = new Map(Object.entries(counters).map(([name, row]) => [name, counterOf(name, row)]));
  const measured = new Map<string, Histogram>();

  function counterOf(name: string, row: Row): Counter {
    const labelNames = Object.keys(row.labels);
    const counter = new client.Counter({ name, help: row.help, labelNames, registers: [registry] });
    for (const labels of closedLabels(row)) counter.inc(labels, 0);
    return counter;
  }

  function histogramOf(name: HistogramName): Histogram {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const { help, labels, buckets } = histograms[name];
    const labelNames = Object.keys(labels);
    const histogram = new client.Histogram({
      ...{ name, help, labelNames, buckets: [...buckets] },
      registers: [registry],
    });
    measured.set(name, histogram);
    return histogram;
  }

  return {
    count: (name, labels, by = 1) => counted.get(name)?.inc(labels as LabelValues, by),
    observe: (name, labels, value) => histogramOf(name).observe(labels as LabelValues, value),
    gauge(name, read) {
      const { help, labels, ofAll } = gauges[name];
      new client.Gauge({
        ...{ name, help, labelNames: Object.keys(labels), registers: [registry], aggregator: ofAll },
        collect() {
          this.reset();
          for (const reading of read()) this.set(reading.labels as LabelValues, reading.value);
        },
      });
    },
    total(name, read) {
      const counter = counted.get(name);
      if (counter === undefined) return;
      Object.assign(counter, {
        collect() {
          counter.reset();
          counter.inc(read());
        },
      });
    },
    async text() {
      const texts = [await registry.metrics(), await processRegistry(client).metrics()];
      return { contentType: registry.contentType, body: texts.join('\n') };
    },
    async numbers() {
      const all = [await registry.getMetricsAsJSON(), await processRegistry(client).getMetricsAsJSON()];
      return all.flat();
    },
  };
}

/** Every series there can be, so that it is at 0 before the first event; none where a set of values is not listed. */
function closedLabels({ labels }: Row): readonly Readonly<Record<string, string>>[] {
  let series: readonly Readonly<Record<string, string>>[] = [{}];
  for (const [label, values] of Object.entries(labels))
    series = series.flatMap((one) => values.map((value) => ({ ...one, [label]: value })));
  return series;
}
