import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { Secret } from '@grantor/protocol';
import type { ApiAuthentication } from '../../src/external-api/authentication.ts';
import { createExternalApi, mostAtOnce } from '../../src/external-api/external-api.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import { random } from '../accounts/world.ts';
import { hmacCheck, type Receiver, startReceiver } from './receiver.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function receiverOf(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...given);
  closing.push(receiver.stop);
  receiver.people.set('zoe', { password: 'right', answer: { user_id: 'z-1', email: 'zoe@example.org' } });
  return receiver;
}

type Options = {
  readonly authentication?: ApiAuthentication;
  readonly most?: number;
  readonly timeout?: number;
  readonly url?: string;
};

/** Its pauses take no time, and are told. */
function apiTo(
  receiver: Receiver,
  { authentication = { kind: 'none' }, most = 3, timeout = 10_000, url }: Options = {},
) {
  let clock = 1_800_000_000_000;
  const pauses: number[] = [];
  const messages: unknown[] = [];
  const durations: number[] = [];
  const api = createExternalApi(
    {
      ...{ url: url ?? receiver.url, authentication, timeout },
      retries: { most, firstPause: 1000, longestPause: 10_000 },
    },
    {
      outboundWithin: (total) =>
        createOutbound(
          { allowedHosts: ['127.0.0.1'], privateAddresses: 'refuse', ownHost: 'id.example' },
          { limits: { connect: Math.min(total, 3000), total } },
        ),
      now: () => clock,
      random,
      onAnswered: (seconds) => durations.push(seconds),
      onMessage: (said) => messages.push(said),
      elapsed: () => clock,
      async pause(milliseconds) {
        pauses.push(milliseconds);
        clock += milliseconds;
      },
    },
  );
  const verify = (username = 'zoe', password = 'right', address = '192.0.2.1') =>
    api.verify({ username, password: Secret.of(password) }, address);
  return {
    api,
    verify,
    pauses,
    messages,
    durations,
    clock: () => clock,
    advance: (by: number) => (clock += by),
  };
}

const answering =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    return true;
  };

describe('the external API', () => {
  // product.md H-2: POST, JSON
  it('is sent name and password, and says who it is', async () => {
    const receiver = await receiverOf();
    const { verify, durations } = apiTo(receiver);
    assert.deepEqual(await verify(), {
      kind: 'accepted',
      person: { externalId: 'z-1', email: 'zoe@example.org', name: null },
    });
    const [asked] = receiver.received;
    assert.deepEqual(JSON.parse(asked?.body ?? ''), { username: 'zoe', password: 'right' });
    assert.equal(asked?.headers['content-type'], 'application/json');
    assert.equal(durations.length, 1);
    assert.deepEqual(await verify('zoe', 'wrong'), { kind: 'rejected' });
  });

  // product.md H-2: clear rejections, after which nobody is asked again (product.md H-6)
  for (const status of [400, 401, 403, 404, 410, 422]) {
    it(`rejects with ${status}, at once`, async () => {
      const receiver = await receiverOf();
      receiver.instead = answering(status, '<p>no</p>');
      const { verify, pauses } = apiTo(receiver);
      assert.deepEqual(await verify(), { kind: 'rejected' });
      assert.equal(receiver.received.length, 1);
      assert.deepEqual(pauses, []);
    });
  }

  // product.md H-2: everything else is an outage; product.md H-6: of these, what may pass is tried again
  const outages: readonly (readonly [string, Receiver['instead'], number])[] = [
    ['500', answering(500, '{"success":false}'), 4],
    ['503', answering(503, '{}'), 4],
    ['429', answering(429, '{"success":false}'), 4],
    ['a connection that breaks', (response) => response.destroy() !== undefined, 4],
    ['no JSON', answering(200, 'yes'), 1],
    ['a list', answering(200, '[]'), 1],
    ['nothing', answering(204, ''), 1],
    ['success without user_id', answering(200, '{"success":true}'), 1],
    ['a user_id that is empty', answering(200, '{"success":true,"user_id":""}'), 1],
    ['a user_id that is a number', answering(200, '{"success":true,"user_id":7}'), 1],
    ['a success that is a word', answering(200, '{"success":"true","user_id":"z-1"}'), 1],
    ['a user_id alone', answering(200, '{"user_id":"z-1"}'), 1],
    ['more than 64 KiB', answering(200, `{"success":true,"user_id":"z-1","x":"${'x'.repeat(65_536)}"}`), 1],
    ['a redirect', answering(302, '', { location: '/elsewhere' }), 1],
    ['a compressed answer', answering(200, 'x', { 'content-encoding': 'gzip' }), 1],
  ];
  for (const [name, instead, tries] of outages) {
    it(`is out of order where it answers ${name}`, async () => {
      const receiver = await receiverOf();
      receiver.instead = instead;
      const { verify } = apiTo(receiver);
      assert.equal((await verify()).kind, 'unavailable');
      assert.equal(receiver.received.length, tries);
    });
  }

  // product.md H-2: timeout
  it('is out of order where it does not answer in time', async () => {
    const receiver = await receiverOf();
    receiver.instead = () => true;
    const { verify } = apiTo(receiver, { timeout: 100, most: 1 });
    assert.deepEqual(await verify(), { kind: 'unavailable', cause: 'no answer in time' });
    assert.equal(receiver.received.length, 2);
  });

  it('is out of order where nobody listens', async () => {
    const receiver = await startReceiver();
    await receiver.stop();
    const { verify, pauses } = apiTo(receiver);
    assert.equal((await verify()).kind, 'unavailable');
    assert.equal(pauses.length, 3);
  });

  // product.md H-6
  it('is asked again after pauses that double, with a quarter more or less', async () => {
    const receiver = await receiverOf();
    receiver.instead = answering(503, '');
    const { verify, pauses } = apiTo(receiver);
    await verify();
    assert.equal(pauses.length, 3);
    for (const [index, usual] of [1000, 2000, 4000].entries()) {
      const pause = pauses[index] ?? 0;
      assert.ok(pause >= usual * 0.75 && pause <= usual * 1.25, `${pause} after ${usual}`);
    }
    assert.ok(
      pauses.some((pause, index) => pause !== [1000, 2000, 4000][index]),
      'no jitter',
    );
  });

  it('is asked until it answers, and not at all again where no retry is wanted', async () => {
    const receiver = await receiverOf();
    let failures = 2;
    receiver.instead = (response) => failures-- > 0 && answering(500, '')(response);
    assert.equal((await apiTo(receiver).verify()).kind, 'accepted');
    assert.equal(receiver.received.length, 3);
    receiver.instead = answering(500, '');
    assert.equal((await apiTo(receiver, { most: 0 }).verify()).kind, 'unavailable');
    assert.equal(receiver.received.length, 4);
  });

  it('is left alone as long as it asks, and given up where that is too long', async () => {
    const receiver = await receiverOf();
    receiver.instead = answering(429, '', { 'retry-after': '7' });
    const patient = apiTo(receiver, { most: 1 });
    await patient.verify();
    assert.deepEqual(patient.pauses, [7000]);
    receiver.instead = answering(503, '', { 'retry-after': '31' });
    const impatient = apiTo(receiver);
    assert.equal((await impatient.verify()).kind, 'unavailable');
    assert.deepEqual(impatient.pauses, []);
    const dated = apiTo(receiver, { most: 1 });
    const until = new Date(dated.clock() + 9000).toUTCString();
    receiver.instead = answering(503, '', { 'retry-after': until });
    await dated.verify();
    assert.deepEqual(dated.pauses, [9000]);
  });

  // product.md H-6: 30 s in all, whatever was configured
  it('is given up after 30 s', async () => {
    const receiver = await receiverOf();
    receiver.instead = answering(503, '', { 'retry-after': '12' });
    const { verify, pauses } = apiTo(receiver, { most: 10 });
    assert.equal((await verify()).kind, 'unavailable');
    assert.deepEqual(pauses, [12_000, 12_000]);
  });

  // product.md H-4
  it('is shown the secret in the header that was chosen', async () => {
    const receiver = await receiverOf(({ headers }) => headers['x-key'] === 'quiet-harbour');
    const secret = Secret.of('quiet-harbour');
    const { verify } = apiTo(receiver, { authentication: { kind: 'simple', header: 'X-Key', secret } });
    assert.equal((await verify()).kind, 'accepted');
    assert.equal((await apiTo(receiver).verify()).kind, 'rejected');
  });

  // product.md H-5: checked by the code of docs/external-auth.md
  it('gets requests signed with path and query, each retry anew', async () => {
    let clock: () => number = Date.now;
    const receiver = await receiverOf(
      hmacCheck('quiet-harbour', () => clock()),
      '/check?from=grantor&x=%20',
    );
    const secret = Secret.of('quiet-harbour');
    const signing = apiTo(receiver, { authentication: { kind: 'hmac', secret } });
    clock = signing.clock;
    let failures = 1;
    receiver.instead = (response) => failures-- > 0 && answering(500, '')(response);
    assert.equal((await signing.verify('zoe', 'right')).kind, 'accepted');
    const [first, second] = receiver.received;
    for (const name of ['x-signature', 'x-nonce', 'x-timestamp'])
      assert.notEqual(first?.headers[name], second?.headers[name], name);
    assert.equal((await signing.verify()).kind, 'accepted');
    const twice = await Promise.all([signing.verify(), signing.verify()]);
    assert.deepEqual(
      twice.map(({ kind }) => kind),
      ['accepted', 'accepted'],
    ); // in the same second
    const other = { kind: 'hmac', secret: Secret.of('another') } as const;
    assert.equal((await apiTo(receiver, { authentication: other }).verify()).kind, 'rejected');
  });

  // product.md H-2: `message` is for the log
  it('may say something, which is told nobody but the log', async () => {
    const receiver = await receiverOf();
    receiver.instead = answering(200, '{"success":false,"message":"expired in March"}');
    const { verify, messages } = apiTo(receiver);
    assert.deepEqual(await verify(), { kind: 'rejected' });
    assert.deepEqual(messages, [{ result: 'rejected', message: 'expired in March' }]);
  });

  it('gives no name and no address that could not be shown', async () => {
    const receiver = await receiverOf();
    receiver.instead = answering(
      200,
      JSON.stringify({ success: true, user_id: 'z-1', email: 'not one', full_name: 'Zoe\u202Eeoz' }),
    );
    assert.deepEqual(await apiTo(receiver).verify(), {
      kind: 'accepted',
      person: { externalId: 'z-1', email: null, name: null },
    });
  });

  // security.md L-8: no stranger can take every place, and nobody waits in line
  it('is asked about so many at once, of which one address has half', async () => {
    const receiver = await receiverOf();
    const waiting: ServerResponse[] = [];
    receiver.instead = (response) => waiting.push(response) > 0;
    const { verify } = apiTo(receiver);
    const flood = Array.from({ length: mostAtOnce + 20 }, () => verify('zoe', 'right', '192.0.2.66'));
    const others = Array.from({ length: 10 }, (_, index) => verify('zoe', 'right', `198.51.100.${index}`));
    while (waiting.length < mostAtOnce / 2 + 10) await new Promise((resolve) => setTimeout(resolve, 5));
    receiver.instead = null;
    for (const response of waiting) answering(200, '{"success":false}')(response);
    const kinds = (await Promise.all(flood)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'rejected').length, mostAtOnce / 2);
    assert.equal(kinds.filter((kind) => kind === 'busy').length, mostAtOnce / 2 + 20);
    assert.ok((await Promise.all(others)).every(({ kind }) => kind === 'rejected'));
    assert.equal((await verify()).kind, 'accepted');
  });

  // security.md L-6: a name from here looks like one from there
  it('sets the pace of failures here by its last rejection', async () => {
    const receiver = await receiverOf();
    const { api, verify, pauses, clock, advance } = apiTo(receiver);
    receiver.instead = (response) => {
      advance(300);
      return answering(200, '{"success":false}')(response);
    };
    await verify();
    const started = clock();
    advance(100);
    assert.equal(await api.likeRejection(started, '192.0.2.9'), 'rejected');
    assert.deepEqual(pauses, [200]);
    advance(1000);
    assert.equal(await api.likeRejection(started, '192.0.2.9'), 'rejected');
    assert.deepEqual(pauses, [200]);
  });

  it('says as it does that it is away, after as long, until it answers again', async () => {
    const receiver = await receiverOf();
    const { api, verify, pauses, clock, advance } = apiTo(receiver, { most: 0 });
    receiver.instead = (response) => {
      advance(4000);
      return answering(500, '')(response);
    };
    assert.equal(api.isAway(), false);
    assert.equal((await verify()).kind, 'unavailable');
    assert.equal(api.isAway(), true);
    const started = clock();
    assert.equal(await api.likeRejection(started, '192.0.2.9'), 'unavailable');
    assert.deepEqual(pauses, [4000]);
    receiver.instead = answering(200, '{"success":false}');
    assert.equal((await verify()).kind, 'rejected');
    assert.equal(api.isAway(), false);
  });
});
