import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startTestServer, type TestServer } from '../running-server.ts';
import { scrape, seriesOf } from './scrape.ts';

const token = 'a-token-that-only-prometheus-has';

describe('/metrics', () => {
  it('is not there unless it is asked for — operations.md M-1, security.md D-1', async () => {
    const server = await startTestServer();
    assert.equal((await fetch(`${server.origin}/metrics`)).status, 404);
    await server.stop();
  });

  it('is for whoever shows the token, where there is one — operations.md M-1', async () => {
    const server = await startTestServer({
      environment: { METRICS_ENABLED: 'true', METRICS_TOKEN: token },
    });
    const ask = (authorization: string): Promise<Response> =>
      fetch(`${server.origin}/metrics`, { headers: { authorization } });
    for (const refused of ['', token, `Basic ${token}`, `Bearer ${token}x`, 'Bearer x', 'Bearer ']) {
      const answer = await ask(refused);
      assert.equal(answer.status, 401, refused);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
      assert.doesNotMatch(await answer.text(), /process_/);
    }
    const answer = await ask(`Bearer ${token}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const text = await answer.text();
    assert.ok((seriesOf(text).get('process_resident_memory_bytes') ?? 0) > 0);
    assert.match(text, /^# TYPE http_requests_in_flight gauge$/m);
    await server.stop();
  });

  it('leaves out what is stored where another machine counts it — operations.md M-4', async () => {
    const environment = { METRICS_ENABLED: 'true', METRICS_GAUGE_UPDATE_ENABLED: 'false' };
    const server = await startTestServer({ environment });
    const names = [...(await scrape(server)).keys()];
    assert.deepEqual(
      names.filter((name) =>
        /^(?:users|clients|signing_keys|sessions_active|oauth_tokens_active)/.test(name),
      ),
      [],
    );
    await server.stop();
  });
});

describe('the series', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ environment: { METRICS_ENABLED: 'true' } });
  });
  after(() => server.stop());

  /** As it is, whatever word the method is and whatever the host is called. */
  const send = (method: string, path: string, host: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const { port } = server.running;
      const sent = request({ port, host: '127.0.0.1', method, path, headers: { host } }, (answer) => {
        answer.resume().once('end', resolve);
      });
      sent.once('error', reject).end();
    });

  const flood = async (from: number, to: number): Promise<void> => {
    const methods = ['GET', 'POST', 'PROPFIND', 'LOCK', 'M-SEARCH', 'HEAD'];
    for (let number = from; number < to; number += 1) {
      const method = methods[number % methods.length] ?? 'GET';
      const path =
        [`/${number}/x`, `/oauth/register/id-${number}`, `/oauth/token?n=${number}`][number % 3] ?? '';
      await send(method, path, `host-${number}.example`);
    }
  };

  const shape = (series: string): boolean => /^(?:http|oauth|rate_limit|audit|database|cache)_/.test(series);

  it('stay as few under any number of paths, methods and hosts — operations.md M-2, security.md L-9', async () => {
    await flood(0, 100);
    const earlier = [...(await scrape(server)).keys()].filter(shape);
    await flood(100, 1000);
    const later = [...(await scrape(server)).keys()].filter(shape);
    assert.deepEqual(
      later.filter((series) => !earlier.includes(series) && !series.includes('path="/metrics"')),
      [],
    );
    assert.equal(
      later.some((series) => /host-|id-\d|\d\/x|PROPFIND/.test(series)),
      false,
    );
    assert.ok(later.some((series) => series.includes('method="other",path="other"')));
  });
});
