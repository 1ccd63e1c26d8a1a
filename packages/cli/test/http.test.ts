import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../src/errors/failure.ts';
import { createHttp } from '../src/http/http.ts';
import type { RetryPolicy } from '../src/http/retry.ts';
import { createOutput } from '../src/output/output.ts';
import { createTestWorld } from './world.ts';

const broken = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

type Step = Response | Error;

/** Plays the steps to a request of this policy; tells how often it was sent and how long was waited. */
async function play(policy: RetryPolicy, steps: readonly Step[]) {
  const left = [...steps];
  let sent = 0;
  const answer = (async () => {
    sent += 1;
    const step = left.shift();
    if (step instanceof Response) return step;
    throw step ?? new Error('asked too often');
  }) as typeof fetch;
  const world = createTestWorld({ fetch: answer });
  const output = createOutput(world, { json: false, quiet: false, verbose: true });
  const http = createHttp(world, output, { timeoutMilliseconds: 10_000 });
  const outcome = await http
    .fetchWith(policy)('https://a.example/token?secret=s3cret', { method: 'POST' })
    .then(
      (response) => response.status,
      (error) => error,
    );
  world.remove();
  return { sent, slept: world.slept, outcome, said: world.said(), http };
}

const status = (code: number, headers: Record<string, string> = {}): Response =>
  new Response('{}', { status: code, headers });

describe('a request', () => {
  it('is answered by the headers of a stream of events, which has no end', async () => {
    let isCancelled = false;
    const endless = new ReadableStream({
      cancel() {
        isCancelled = true;
      },
    });
    const headers = { 'content-type': 'text/event-stream' };
    const { outcome } = await play('idempotent', [new Response(endless, { headers })]);
    assert.deepEqual([outcome, isCancelled], [200, true]);
  });

  it('that changes nothing is sent again after 502, 503, 504, 429 and broken connections, three times — cli.md §5 Network', async () => {
    const { outcome, sent, slept } = await play('idempotent', [
      status(502),
      broken('ECONNRESET'),
      status(429),
      status(200),
    ]);
    assert.deepEqual([outcome, sent, slept], [200, 4, [250, 500, 1000]]);
    const stubborn = await play('idempotent', [
      status(503),
      status(503),
      status(503),
      status(503),
      status(200),
    ]);
    assert.deepEqual([stubborn.outcome, stubborn.sent], [503, 4]);
  });

  it('waits as long as Retry-After says, up to 30 seconds', async () => {
    const patient = await play('idempotent', [status(429, { 'retry-after': '30' }), status(200)]);
    assert.deepEqual([patient.outcome, patient.slept], [200, [30_000]]);
    const impatient = await play('idempotent', [status(429, { 'retry-after': '31' }), status(200)]);
    assert.deepEqual([impatient.outcome, impatient.sent], [429, 1]);
    const later = new Date(Date.now() + 5_500).toUTCString();
    const dated = await play('idempotent', [status(503, { 'retry-after': later }), status(200)]);
    assert.ok(dated.slept.every((pause) => pause > 3_000 && pause <= 5_500));
  });

  it('is not waited for longer than two minutes in all, however often the server asks', async () => {
    const busy = (): Response => status(503, { 'retry-after': '30' });
    const answer = (async () => busy()) as typeof fetch;
    const world = createTestWorld({ fetch: answer });
    const output = createOutput(world, { json: false, quiet: false, verbose: false });
    const http = createHttp(world, output, { timeoutMilliseconds: 10_000 });
    for (let count = 0; count < 5; count += 1) await http.fetchWith('idempotent')('https://a.example/');
    world.remove();
    assert.deepEqual(world.slept, [30_000, 30_000, 30_000, 30_000]);
  });

  it('for a token is never sent again when it may have been executed', async () => {
    for (const step of [broken('ECONNRESET'), broken('UND_ERR_SOCKET')]) {
      const { outcome, sent } = await play('once', [step, status(200)]);
      assert.ok(outcome instanceof Failure);
      assert.equal(sent, 1);
    }
    assert.equal((await play('once', [status(502), status(200)])).outcome, 502);
    assert.equal((await play('once', [broken('ECONNREFUSED'), status(200)])).outcome, 200);
  });

  it('for a code is sent for seven seconds while it cannot arrive, and never when it may have been executed', async () => {
    const restart = [broken('ECONNREFUSED'), broken('ECONNREFUSED'), status(429), status(200)];
    const { outcome, slept } = await play('code', restart);
    assert.deepEqual([outcome, slept], [200, [1000, 2000, 4000]]);
    for (const step of [status(500), status(502), status(503), status(504)]) {
      const { sent } = await play('code', [step, status(200)]);
      assert.equal(sent, 1);
    }
    assert.equal((await play('code', [broken('ECONNRESET'), status(200)])).sent, 1);
  });

  it('of a poll is sent once, for the next poll follows at its own pace', async () => {
    for (const step of [status(429), status(503), broken('ECONNREFUSED'), broken('ECONNRESET')]) {
      assert.equal((await play('single', [step, status(200)])).sent, 1);
    }
  });

  it('to refresh is sent again, for the token at hand is the only one', async () => {
    assert.equal((await play('refresh', [broken('ECONNRESET'), status(200)])).outcome, 200);
  });

  it('is shown with --verbose without its query, with the correlation id — cli.md §5 Secrets', async () => {
    const { said } = await play('once', [status(200, { 'x-request-id': 'abc-1' })]);
    assert.match(said, /→ POST https:\/\/a\.example\/token\n/);
    assert.match(said, /← 200 after \d+ ms · correlation id abc-1/);
    assert.doesNotMatch(said, /s3cret/);
  });

  it('tells how far the clocks are apart', async () => {
    const date = new Date(Date.now() - 120_000).toUTCString();
    const { http } = await play('once', [status(200, { date })]);
    assert.ok(Math.abs(http.clockDifference() - 120) <= 1);
  });
});
