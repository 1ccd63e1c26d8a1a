/** The tables of audit events and of metrics in the requirements, against what there is (operations.md §5, §7). */

import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { auditCatalogue, auditEventTypes, severities } from '../../src/telemetry/audit-catalogue.ts';
import { counters, gauges, histograms, type Row } from '../../src/telemetry/metrics/catalogue.ts';

const text = readFileSync(join(import.meta.dirname, '../../../../docs/requirements/operations.md'), 'utf8');
const rowsBetween = (from: string, to: string): readonly (readonly string[])[] =>
  text
    .slice(text.indexOf(from), text.indexOf(to))
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** Events of steps that come later. */
const laterEvents = ['EXTERNAL_AUTH_UNAVAILABLE'];
const laterMetrics = [
  ...['auth_external_api_duration_seconds', 'auth_oauth_callback_total', 'auth_factor_total'],
];

const told = new Map(
  rowsBetween('| severity | events', 'Synchronous (in the transaction').flatMap(
    ([, severity = '', events = '']) =>
      [...events.replaceAll(/\([^)]*\)/g, '').matchAll(/[A-Z]+(?:_[A-Z]+)*/g)]
        .map(([event]) => event)
        .filter((event) => event.length > 3)
        .map((event): [string, string] => [event, severity]),
  ),
);

describe('the table of audit events', () => {
  it('has each event in the catalogue, as grave as it says — operations.md §5', () => {
    for (const [event, severity] of told) {
      if (laterEvents.includes(event)) continue;
      const entry = auditCatalogue[event as keyof typeof auditCatalogue];
      assert.ok(entry !== undefined, `${event} is not in the catalogue`);
      assert.equal(entry.severity, severity, event);
    }
    assert.deepEqual(
      auditEventTypes.filter((event) => !told.has(event)),
      [],
    );
    assert.ok(severities.every((severity) => [...told.values()].includes(severity)));
  });

  it('has a test for each that is not of a later step — operations.md §5', () => {
    assert.deepEqual(
      auditEventTypes.filter((event) => !sources().some((source) => wordIn(source, event))),
      [],
    );
  });
});

describe('the table of metrics', () => {
  const catalogue: Readonly<Record<string, Row>> = { ...counters, ...gauges, ...histograms };
  const metrics = rowsBetween('| area | metrics', 'Every metric moves').flatMap(([, , listed = '']) =>
    listed
      .split(/,\s+(?![^{]*\})(?![^(]*\))/)
      .map((part) => /^([a-z_]+)(?:\{([^}]*)\})?/.exec(part))
      .flatMap((match) => (match === null ? [] : [{ name: match[1] ?? '', labels: labelsIn(match[2]) }])),
  );

  it('has each metric in the catalogue, with its labels — operations.md §7', () => {
    for (const { name, labels } of metrics) {
      if (laterMetrics.includes(name)) continue;
      const row = catalogue[name];
      assert.ok(row !== undefined, `${name} is not in the catalogue`);
      assert.deepEqual(Object.keys(row.labels).sort(), [...labels].sort(), name);
    }
    const names = new Set(metrics.map(({ name }) => name));
    assert.deepEqual(
      Object.keys(catalogue).filter((name) => !names.has(name)),
      [],
    );
  });

  it('has a test for each that is not of a later step — operations.md M-3', () => {
    assert.deepEqual(
      Object.keys(catalogue).filter((name) => !sources().some((source) => wordIn(source, name))),
      [],
    );
  });
});

/** `reason user_request, admin` is one label with its values; `method,path` are two. */
function labelsIn(inside = ''): readonly string[] {
  if (inside === '') return [];
  return inside.includes(' ') ? [inside.split(' ')[0] ?? ''] : inside.split(',');
}

const wordIn = (source: string, word: string): boolean =>
  new RegExp(`(?<![A-Za-z_])${word}(?:_count|_sum|_bucket)?(?![A-Za-z_])`).test(source);

/** The tests that make things happen; examples of pages do not, and this one does not. */
function sources(): readonly string[] {
  const root = join(import.meta.dirname, '..');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/^(?:pages|browser|budget)\b|requirements-tables/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'));
}
