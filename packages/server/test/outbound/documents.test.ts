import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCourtesies } from '../../src/outbound/courtesy.ts';
import { createDocuments, type DocumentRequest } from '../../src/outbound/documents.ts';
import { freshFor } from '../../src/outbound/freshness.ts';
import type { OutboundAnswer } from '../../src/outbound/request.ts';

const document = (url: string, change: Partial<DocumentRequest> = {}): DocumentRequest => ({
  url,
  accept: ['application/json'],
  longestBody: 16_384,
  copy: 'accept',
  onBehalfOf: '192.0.2.1',
  ...change,
});

const answered = (text: string, headers: Record<string, string> = {}): OutboundAnswer => ({
  kind: 'answered',
  result: 'success',
  status: 200,
  headers,
  body: Buffer.from(text),
});

function documentsOf(
  answer: (url: string) => OutboundAnswer | Promise<OutboundAnswer>,
  bounds: { bytes?: number } = {},
) {
  let now = 1_000_000;
  const asked: string[] = [];
  const fetchDocument = createDocuments({
    courtesy: createCourtesies({ now: () => now, perAddress: 'on' })('key_set', async ({ url }) => {
      asked.push(url);
      return answer(url);
    }),
    now: () => now,
    silentFor: 60_000,
    ...bounds,
  });
  const text = async (url: string, copy: DocumentRequest['copy'] = 'accept', onBehalfOf?: string) => {
    const outcome = await fetchDocument(
      document(url, { copy, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) }),
    );
    return outcome.kind === 'fetched' ? `${outcome.age} ${Buffer.from(outcome.body)}` : outcome.reason;
  };
  return {
    asked,
    text,
    wait(seconds: number) {
      now += seconds * 1000;
    },
  };
}

const url = 'https://client.example/keys';

describe('documents of clients — security.md S-3', () => {
  it('are fetched once for a thousand callers — security.md S-5', async () => {
    const { text, asked } = documentsOf(async () => answered('keys'));
    const all = await Promise.all(Array.from({ length: 1000 }, () => text(url)));
    assert.deepEqual(new Set(all), new Set(['fresh keys']));
    assert.equal(asked.length, 1);
  });

  it('are kept as long as their headers allow', async () => {
    const { text, asked, wait } = documentsOf(() =>
      answered('keys', { 'cache-control': 'public, max-age=300' }),
    );
    await text(url);
    wait(299);
    assert.equal(await text(url), 'fresh keys');
    assert.equal(asked.length, 1);
    wait(1);
    await text(url);
    assert.equal(asked.length, 2);
  });

  it('that fail are not asked for again within 30 s', async () => {
    const { text, asked, wait } = documentsOf(() => ({ kind: 'failed', reason: 'unreachable' }));
    assert.equal(await text(url), 'unreachable');
    wait(29);
    assert.equal(await text(url), 'unreachable');
    assert.equal(asked.length, 1);
    wait(1);
    await text(url);
    assert.equal(asked.length, 2);
  });

  it('are not taken from an error answer', async () => {
    const { text } = documentsOf(
      () => ({ ...answered('oops'), result: 'error', status: 404 }) as OutboundAnswer,
    );
    assert.equal(await text(url), 'status');
  });

  it('stay usable for a day while their source is down', async () => {
    let down = false;
    const { text, wait } = documentsOf(() =>
      down ? { kind: 'failed', reason: 'timeout' } : answered('keys'),
    );
    await text(url);
    down = true;
    wait(61);
    assert.equal(await text(url), 'stale keys');
    wait(24 * 3600 - 2);
    assert.equal(await text(url), 'stale keys');
    wait(2);
    assert.equal(await text(url), 'timeout');
  });

  it('are fetched anew for an unknown kid, once in 30 s — advanced.md CAU-13, V-38', async () => {
    const { text, asked, wait } = documentsOf(() => answered('keys', { 'cache-control': 'max-age=3600' }));
    await text(url);
    await text(url, 'refetch');
    assert.equal(asked.length, 1);
    wait(30);
    await Promise.all([text(url, 'refetch'), text(url, 'refetch')]);
    await text(url, 'refetch');
    assert.equal(asked.length, 2);
  });

  it('hold no more bytes than they may — security.md L-8', async () => {
    const { text, asked } = documentsOf(() => answered('x'.repeat(60)), { bytes: 100 });
    await text(`${url}/1`, 'accept', '192.0.2.1');
    await text(`${url}/2`, 'accept', '192.0.2.2');
    await text(`${url}/2`, 'accept', '192.0.2.3');
    assert.equal(asked.length, 2);
    await text(`${url}/1`, 'accept', '192.0.2.4');
    assert.equal(asked.length, 3);
  });

  it('that nobody asked for, since one address asked for too much, are asked for others — security.md S-4', async () => {
    const { text, asked } = documentsOf(() => answered('x'));
    for (let index = 0; index < 20; index += 1) await text(`https://c${index}.example/`);
    assert.equal(await text(url), 'busy');
    const before = asked.length;
    assert.equal(await text(url, 'accept', '198.51.100.1'), 'fresh x');
    assert.equal(asked.length, before + 1);
  });

  it('are fetched for somebody else beside an address that waits for them in vain — security.md S-4', async () => {
    const { text, asked } = documentsOf((asked) =>
      asked === url ? answered('keys') : new Promise<never>(() => {}),
    );
    for (let index = 0; index < 8; index += 1) void text(`https://slow${index}.example/`);
    const waiting = [1, 2, 3].map(() => text(url));
    await new Promise(setImmediate);
    assert.ok(!asked.includes(url));
    assert.equal(await text(url, 'accept', '198.51.100.1'), 'fresh keys');
    assert.deepEqual(await Promise.all(waiting), ['fresh keys', 'fresh keys', 'fresh keys']);
    assert.equal(asked.filter((one) => one === url).length, 1);
  });
});

describe('freshness — security.md S-3', () => {
  const table: readonly [headers: Record<string, string>, seconds: number][] = [
    [{}, 3600],
    [{ 'cache-control': 'public' }, 3600],
    [{ 'cache-control': 'max-age=600' }, 600],
    [{ 'cache-control': 'public, Max-Age="600"' }, 600],
    [{ 'cache-control': 'max-age=600', age: '100' }, 500],
    [{ 'cache-control': 'max-age=1' }, 60],
    [{ 'cache-control': 'max-age=999999999' }, 86_400],
    [{ 'cache-control': 'no-store, max-age=600' }, 60],
    [{ 'cache-control': 's-maxage=600' }, 600],
    [{ 'cache-control': 'max-age=60, s-maxage=600' }, 600],
    [{ 'cache-control': 'private, max-age=600' }, 60],
    [{ expires: 'Thu, 01 Jan 2026 00:10:00 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 600],
    [{ expires: '0', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 60],
    [{ 'cache-control': 'max-age=600', expires: '0' }, 600],
    [{ 'cache-control': 'max-age=-5', age: '-5' }, 3600],
  ];
  for (const [headers, seconds] of table) {
    it(`of ${JSON.stringify(headers)} is ${seconds} s`, () => {
      assert.equal(freshFor(headers, 3_600_000), seconds * 1000);
    });
  }
});
