import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { fixtures, secret } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

type Line = Record<string, unknown>;

const basic = `Basic ${Buffer.from(`web:${secret}`).toString('base64')}`;

/** Headers as they are, which `fetch` would refuse to send. */
function send(url: string, headers: Record<string, string>, body?: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: body === undefined ? 'GET' : 'POST', headers }, (incoming) => {
      incoming.resume();
      incoming.once('end', () => resolve(incoming.headers['x-request-id']?.toString()));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Bytes no client would send. */
async function rawRequest(server: TestServer, text: string): Promise<void> {
  const socket = connect(server.running.port, '127.0.0.1');
  socket.on('error', () => {}).resume();
  socket.end(text);
  await once(socket, 'close');
}

const linesOf = (server: TestServer): Line[] => server.logged.map((line) => JSON.parse(line));
const requestsOf = (server: TestServer): Line[] =>
  linesOf(server).filter(({ message }) => message === 'request');
const lastOf = (server: TestServer): Line => requestsOf(server).at(-1) ?? {};

describe('the log of requests', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ bootstrap: fixtures });
  });
  after(() => server.stop());

  it('has one line of JSON for each, with its members and nothing of query, body or headers — operations.md G-1', async () => {
    const before = requestsOf(server).length;
    const form = {
      authorization: basic,
      'content-type': 'application/x-www-form-urlencoded',
      cookie: 'a=cookie-value',
    };
    const id = await send(
      `${server.origin}/oauth/token?q=query-value`,
      form,
      'grant_type=client_credentials&scope=read&x=body-value',
    );
    const { time, duration, ...line } = lastOf(server);
    assert.equal(requestsOf(server).length, before + 1);
    assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.equal(typeof duration, 'number');
    assert.ok('bytes' in line === false || typeof line['bytes'] === 'number');
    const { bytes: _, ...rest } = line;
    assert.deepEqual(rest, {
      level: 'info',
      message: 'request',
      request_id: id,
      method: 'POST',
      route: '/oauth/token',
      status: 200,
      address: '127.0.0.1',
      client_id: 'web',
    });
    for (const value of ['query-value', 'body-value', 'cookie-value', secret, basic])
      assert.ok(!server.logged.join('').includes(value));
    await send(`${server.origin}/oauth/token`, form, 'grant_type=refresh_token&refresh_token=none');
    assert.equal(lastOf(server)['error'], 'invalid_grant');
    await send(`${server.origin}/no/such/path`, {});
    assert.deepEqual([lastOf(server)['route'], lastOf(server)['status']], ['other', 404]);
  });

  it('says why, where the answer says less', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const id = await send(`${server.origin}/oauth/device/code`, form, 'client_id=web');
    const refused = linesOf(server).filter(({ message }) => message === 'request refused');
    const { time: _, detail, ...line } = refused.at(-1) ?? {};
    assert.deepEqual(line, {
      level: 'info',
      message: 'request refused',
      request_id: id,
      client_id: 'web',
      error: 'invalid_client',
    });
    assert.match(String(detail), /device_authorization_auth/);
  });

  it('takes no address and no id from a stranger, and tells of the ignored header once — security.md P-1', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const headers = { 'x-forwarded-for': '192.0.2.7', 'x-request-id': 'chosen-by-a-stranger' };
      const id = await send(`${server.origin}/livez`, headers);
      assert.notEqual(id, 'chosen-by-a-stranger');
      assert.deepEqual([lastOf(server)['address'], lastOf(server)['request_id']], ['127.0.0.1', id]);
    }
    const warnings = linesOf(server).filter(({ message }) => /X-Forwarded-For/.test(String(message)));
    assert.equal(warnings.length, 1);
    assert.equal(warnings[0]?.['level'], 'warn');
    assert.match(String(warnings[0]?.['message']), /X-Forwarded-For is ignored.*TRUSTED_PROXIES/);
    assert.equal(warnings[0]?.['peer'], '127.0.0.1');
  });

  it('cannot be forged by what a client sends — security.md O-1', async () => {
    const agent = 'x{"level":"fatal"}\u009b2J';
    const before = server.logged.length;
    await send(
      `${server.origin}/oauth/token`,
      { 'user-agent': agent },
      'grant_type=%0A%7B%22level%22%3A%22fatal%22%7D&client_id=%1B[31m%0Aevil',
    );
    await send(`${server.origin}/oauth/authorize?client_id=%0A%1B[31m`, { 'user-agent': agent });
    await rawRequest(
      server,
      'GET /livez HTTP/1.1\r\nhost: x\r\nuser-agent: \u001b[31m\n{"level":"fatal"}\r\n\r\n',
    );
    const lines = server.logged.slice(before);
    assert.ok(lines.length >= 2);
    for (const line of lines) {
      assert.equal(line.indexOf('\n'), line.length - 1);
      assert.doesNotMatch(line.trimEnd(), /\p{Cc}/u);
      assert.notEqual(JSON.parse(line).level, 'fatal');
    }
  });
});

describe('behind a trusted proxy', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ environment: { TRUSTED_PROXIES: '127.0.0.0/8,10.0.0.0/8' } });
  });
  after(() => server.stop());

  it('the address is the right-most hop nobody vouches for — security.md P-1', async () => {
    for (const [forwarded, address] of [
      ['192.0.2.7', '192.0.2.7'],
      ['198.51.100.1, 192.0.2.7, 10.1.2.3', '192.0.2.7'],
      ['192.0.2.7, nonsense', '127.0.0.1'],
      ['2001:db8::1', '2001:db8::1'],
    ] as const) {
      await send(`${server.origin}/livez`, { 'x-forwarded-for': forwarded });
      assert.equal(lastOf(server)['address'], address, forwarded);
    }
    assert.deepEqual(
      linesOf(server).filter(({ level }) => level === 'warn'),
      [],
    );
  });

  it('the request keeps an id of the right shape, and gets one else — operations.md G-1', async () => {
    for (const id of ['a', 'Trace_1.2-3', 'x'.repeat(64)])
      assert.equal(await send(`${server.origin}/livez`, { 'x-request-id': id }), id);
    for (const id of ['', 'x'.repeat(65), 'a b', 'a"b', 'ä'.normalize('NFC')]) {
      const given = await send(`${server.origin}/livez`, { 'x-request-id': id });
      assert.match(given ?? '', /^[A-Za-z0-9_-]{16}$/);
      assert.equal(lastOf(server)['request_id'], given);
    }
  });
});
