import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics, type MetricsRegistry, type Numbers } from '../../src/telemetry/metrics/metrics.ts';
import { createMetricsSum, type MetricsSum } from '../../src/telemetry/metrics/sum.ts';
import { seriesOf } from '../metrics/scrape.ts';

describe('the numbers of several processes — operations.md M-1', () => {
  /** As they arrive from another process. */
  const sent = async (registry: MetricsRegistry): Promise<Numbers> =>
    JSON.parse(JSON.stringify(await registry.numbers()));
  const heard = async (sum: MetricsSum, ...registries: readonly MetricsRegistry[]) => {
    for (const [place, registry] of registries.entries()) sum.heard(`${place + 1}`, await sent(registry));
  };

  async function two() {
    const [one, other] = [await createMetrics(), await createMetrics()];
    for (const [registry, factor] of [
      [one, 1],
      [other, 10],
    ] as const) {
      registry.count('auth_logout_total', {}, 3 * factor);
      registry.count('http_requests_total', { method: 'GET', path: '/', status: '200' }, factor);
      registry.observe('sqlite_group_commit_size', {}, 2 * factor);
      registry.gauge('http_requests_in_flight', () => [{ labels: {}, value: factor }]);
      registry.gauge('build_info', () => [{ labels: { version: '1' }, value: 1 }]);
      registry.gauge('cleanup_last_success_timestamp_seconds', () => [{ labels: {}, value: factor }]);
    }
    one.gauge('users', () => [{ labels: { status: 'active' as const }, value: 7 }]);
    return { one, other };
  }

  it('are summed where they count, and told once where they are of the whole', async () => {
    const { one, other } = await two();
    const sum = createMetricsSum();
    await heard(sum, one, other);
    const { body, contentType } = await sum.text();
    assert.equal(contentType, (await one.text()).contentType);
    const series = seriesOf(body);
    const expected = {
      auth_logout_total: 33,
      'http_requests_total{method="GET",path="/",status="200"}': 11,
      'sqlite_group_commit_size_bucket{le="2"}': 1,
      'sqlite_group_commit_size_bucket{le="+Inf"}': 2,
      sqlite_group_commit_size_sum: 22,
      sqlite_group_commit_size_count: 2,
      http_requests_in_flight: 11,
      'build_info{version="1"}': 1,
      cleanup_last_success_timestamp_seconds: 10,
      'users{status="active"}': 7,
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(series.get(name), value, name);
    assert.match(body, /^# TYPE sqlite_group_commit_size histogram$/m);
  });

  it('keep what a process had counted that is no more, and none of what was so then', async () => {
    const { one, other } = await two();
    const sum = createMetricsSum();
    await heard(sum, one, other);
    const value = async (name: string) => seriesOf((await sum.text()).body).get(name);
    sum.ended('2');
    sum.ended('unheard of');
    assert.equal(await value('auth_logout_total'), 33);
    assert.equal(await value('sqlite_group_commit_size_count'), 2);
    assert.equal(await value('sqlite_group_commit_size_bucket{le="2"}'), 1);
    assert.equal(await value('http_requests_in_flight'), 1);
    one.count('auth_logout_total', {}, 100);
    sum.heard('1', await sent(one));
    sum.heard('3', await sent(await createMetrics()));
    assert.equal(await value('auth_logout_total'), 133);
    sum.ended('1');
    sum.ended('3');
    assert.equal(await value('auth_logout_total'), 133);
  });
});
