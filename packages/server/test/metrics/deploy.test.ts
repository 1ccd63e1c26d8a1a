/** What ships for Prometheus and Grafana asks for metrics that exist, with labels that they have. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { counters, gauges, histograms, type Row } from '../../src/telemetry/metrics/catalogue.ts';
import { metricOf } from './scrape.ts';

const deploy = join(import.meta.dirname, '..', '..', '..', '..', 'deploy');
const read = (path: string): string => readFileSync(join(deploy, path), 'utf8');

const rows: ReadonlyMap<string, Row> = new Map(
  [counters, histograms, gauges].flatMap((table) => Object.entries<Row>(table)),
);
/** Of the process, and of Prometheus itself. */
const others = new Set(['up', 'process_resident_memory_bytes']);

/** Every metric that is asked for with a selector, and the labels in it. */
const selectorsOf = (text: string): readonly (readonly [string, readonly string[]])[] =>
  [...text.matchAll(/\b([a-z]\w*)\{([^{}]*)\}/g)].map(([, name = '', inside = '']) => [
    name,
    [...inside.matchAll(/(\w+)\s*=~?/g)].map(([, label = '']) => label),
  ]);

function faultsOf(text: string): readonly string[] {
  return selectorsOf(text).flatMap(([name, labels]) => {
    if (others.has(name)) return [];
    const row = rows.get(name) ?? rows.get(metricOf(name));
    if (row === undefined) return [name];
    return labels
      .filter((label) => label !== 'job' && !(label in row.labels))
      .map((label) => `${name}{${label}}`);
  });
}

describe('what ships for watching', () => {
  it('alerts about metrics that are there', () => {
    const rules = read('prometheus/alerts.yml');
    assert.ok(selectorsOf(rules).length >= 11);
    assert.deepEqual(faultsOf(rules), []);
    for (const [, label = ''] of rules.matchAll(/\$labels\.(\w+)/g)) assert.equal(label, 'instance');
  });

  it('draws metrics that are there, with legends by labels that are kept', () => {
    const { panels } = JSON.parse(read('grafana/grantor.json')) as {
      panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
    };
    for (const { title, targets } of panels)
      for (const { expr, legendFormat } of targets) {
        assert.deepEqual(faultsOf(expr), [], title);
        const kept = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
        for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          assert.ok(kept.includes(label), `${title}: ${label}`);
      }
    assert.ok(panels.length >= 12);
  });

  it('is caught asking for what is not there', () => {
    assert.deepEqual(faultsOf('rate(no_such_total{job="grantor"}[5m]) + users{job="x", country="de"}'), [
      'no_such_total',
      'users{country}',
    ]);
  });

  it('scrapes with a token from a file, and holds none', () => {
    const job = read('prometheus/scrape.yml');
    assert.match(job, /metrics_path: \/metrics/);
    assert.match(job, /credentials_file: /);
    assert.doesNotMatch(job, /credentials: /);
  });
});
