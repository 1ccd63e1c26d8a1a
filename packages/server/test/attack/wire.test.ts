import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startWorld, type World } from './world.ts';

const urlencoded = 'Content-Type: application/x-www-form-urlencoded';
const close = 'Connection: close';

describe('bytes on the wire', () => {
  let world: World;
  let host = '';
  before(async () => {
    world = await startWorld();
    host = `Host: ${new URL(world.origin).host}`;
  });
  after(() => world.server.stop());

  /** Sends the bytes as they are and collects what comes back until the server ends the connection. */
  const exchange = async (...parts: readonly (string | Buffer)[]): Promise<string> => {
    const socket = connect(world.server.running.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => undefined); // a reset after the answer is the server's right
    for (const part of parts) socket.write(part);
    await once(socket, 'close');
    return received;
  };
  const head = (...lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
  const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  const statusFor = async (...lines: readonly string[]): Promise<number> =>
    statusOf(await exchange(head(...lines)));
  const isAlive = async (): Promise<boolean> => (await fetch(`${world.origin}/livez`)).ok;

  const harmless = (answer: string): void => {
    assert.doesNotMatch(answer, /^HTTP\/1\.1 5|\n\s+at |node:internal|\.ts:\d/);
    assert.doesNotMatch(answer, /^(?:server|x-powered-by):/im);
  };

  it('answers 431 to more than 32 KiB of headers — protocol.md §1 body > 64 KiB', async () => {
    const filler = `X-Filler: ${'a'.repeat(33_000)}`;
    assert.equal(await statusFor('GET /livez HTTP/1.1', host, filler, close), 431);
    const many = Array.from({ length: 40 }, (_, index) => `X-${index}: ${'a'.repeat(1000)}`);
    assert.equal(await statusFor('GET /livez HTTP/1.1', host, ...many, close), 431);
    assert.equal(await statusFor('GET /livez HTTP/1.1', host, `X-Filler: ${'a'.repeat(30_000)}`, close), 200);
  });

  it('answers 431 to a request line of more than 32 KiB — protocol.md §1 body > 64 KiB', async () => {
    assert.equal(await statusFor(`GET /livez?${'a'.repeat(33_000)} HTTP/1.1`, host, close), 431);
  });

  const broken: Record<string, readonly string[]> = {
    'a null byte in a header': ['GET /livez HTTP/1.1', 'HOST', 'X-Bad: a\0b'],
    'a null byte in the target': ['GET /li\0vez HTTP/1.1', 'HOST'],
    'a space in a header name': ['GET /livez HTTP/1.1', 'HOST', 'X Bad: 1'],
    'no Host': ['GET /livez HTTP/1.1', close],
    'a folded header': ['GET /livez HTTP/1.1', 'HOST', 'X-Bad: a', ' b: c\0'],
    'two content lengths': [
      'POST /oauth/token HTTP/1.1',
      'HOST',
      urlencoded,
      'Content-Length: 1',
      'Content-Length: 2',
    ],
    'a negative content length': ['POST /oauth/token HTTP/1.1', 'HOST', urlencoded, 'Content-Length: -1'],
    'length and chunks': [
      'POST /oauth/token HTTP/1.1',
      'HOST',
      urlencoded,
      'Content-Length: 3',
      'Transfer-Encoding: chunked',
    ],
    'an unknown method': ['FROB /livez HTTP/1.1', 'HOST'],
    'no HTTP at all': ['hello'],
    'another version': ['GET /livez HTTP/9.9', 'HOST'],
  };
  for (const [name, lines] of Object.entries(broken)) {
    it(`refuses ${name} with 400 — RFC 9112 §2.2, §3.2, §6.3`, async () => {
      const answer = await exchange(head(...lines.map((line) => (line === 'HOST' ? host : line))));
      assert.equal(statusOf(answer), 400, answer.slice(0, 200));
      harmless(answer);
      assert.ok(await isAlive());
    });
  }

  it('ends a request whose chunks are broken without an answer of ours — RFC 9112 §7.1', async () => {
    const start = head('POST /oauth/token HTTP/1.1', host, urlencoded, 'Transfer-Encoding: chunked', close);
    const answer = await exchange(start, 'zz\r\nhello\r\n');
    assert.equal(statusOf(answer), 400);
    harmless(answer);
    assert.ok(await isAlive());
  });

  it('survives a sender that promises more than it sends — protocol.md G-9', async () => {
    const socket = connect(world.server.running.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(head('POST /oauth/token HTTP/1.1', host, urlencoded, 'Content-Length: 100'));
    socket.write('grant_type=client_credentials');
    socket.destroy();
    await once(socket, 'close');
    assert.ok(await isAlive());
  });

  const bodies: Record<string, () => readonly (string | Buffer)[]> = {
    declared: () => [
      head('POST /oauth/token HTTP/1.1', host, urlencoded, 'Content-Length: 1048576', close),
      Buffer.alloc(1_048_576, 'a'),
    ],
    chunked: () => [
      head('POST /oauth/token HTTP/1.1', host, urlencoded, 'Transfer-Encoding: chunked', close),
      ...Array.from({ length: 17 }, () => `10000\r\n${'a'.repeat(65_536)}\r\n`),
      '0\r\n\r\n',
    ],
  };
  for (const [name, parts] of Object.entries(bodies)) {
    it(`answers 413 to a ${name} body of 1 MB — protocol.md §1 body > 64 KiB, security.md I-3`, async () => {
      const answer = await exchange(...parts());
      assert.equal(statusOf(answer), 413, answer.slice(0, 300));
      assert.match(answer, /"error":"invalid_request"/);
      assert.ok(await isAlive());
    });
  }

  it('answers 415 to a compressed body — security.md I-3', async () => {
    const lines = [
      'POST /oauth/token HTTP/1.1',
      host,
      urlencoded,
      'Content-Encoding: gzip',
      'Content-Length: 3',
      close,
    ];
    const answer = await exchange(head(...lines), 'abc');
    assert.equal(statusOf(answer), 415);
    harmless(answer);
  });

  const foreign: Record<string, readonly string[]> = {
    'an absolute target with a foreign host': [
      'GET http://evil.example/.well-known/openid-configuration HTTP/1.1',
      'HOST',
    ],
    'a foreign Host': ['GET /.well-known/openid-configuration HTTP/1.1', 'Host: evil.example'],
    'forwarded headers': [
      ...['GET /.well-known/openid-configuration HTTP/1.1', 'HOST', 'X-Forwarded-Host: evil.example'],
      'X-Forwarded-Proto: https',
    ],
  };
  for (const [name, lines] of Object.entries(foreign)) {
    it(`never repeats ${name} — protocol.md G-4`, async () => {
      const answer = await exchange(head(...lines.map((line) => (line === 'HOST' ? host : line)), close));
      harmless(answer);
      assert.ok(!answer.includes('evil.example'), answer);
      if (statusOf(answer) === 200) assert.ok(answer.includes(`"issuer":"${world.origin}"`));
    });
  }

  const targets = [
    '//evil.example',
    '//evil.example/%2f..',
    '/\\evil.example',
    '/login?redirect=//evil.example',
    '/device',
    '*',
    'evil',
  ];
  for (const target of targets) {
    it(`leads nowhere else from ${target} — security.md B-7`, async () => {
      const answer = await exchange(head(`GET ${target} HTTP/1.1`, host, 'Accept: text/html', close));
      harmless(answer);
      const location = /^location: (.*)$/im.exec(answer)?.[1]?.trim();
      if (location !== undefined) assert.match(location, /^\/(?!\/)/);
    });
  }

  const metadata = '/.well-known/openid-configuration';
  const severalHosts: Record<string, readonly string[]> = {
    'two Host headers': [`GET ${metadata} HTTP/1.1`, 'HOST', 'Host: evil.example'],
    'the same Host twice': [`GET ${metadata} HTTP/1.1`, 'HOST', 'HOST'],
    'two Host headers beside an absolute target': [`GET ORIGIN${metadata} HTTP/1.1`, 'HOST', 'Host: b'],
    'two Host headers on a page': ['GET /login HTTP/1.1', 'HOST', 'Host: evil.example'],
    'two Host headers where nothing is': ['GET /nothing HTTP/1.1', 'HOST', 'Host: evil.example'],
    'a Host with user information': [`GET ${metadata} HTTP/1.1`, 'Host: a@b.example'],
    'a Host with a path': [`GET ${metadata} HTTP/1.1`, 'Host: a.example/x'],
    'a list in one Host': [`GET ${metadata} HTTP/1.1`, 'Host: a.example, b.example'],
  };
  for (const [name, lines] of Object.entries(severalHosts)) {
    it(`refuses ${name} with 400 — RFC 9112 §3.2`, async () => {
      const sent = lines.map((line) => (line === 'HOST' ? host : line.replace('ORIGIN', world.origin)));
      const answer = await exchange(head(...sent, close));
      harmless(answer);
      assert.equal(statusOf(answer), 400, answer.slice(0, 200));
      assert.ok(!answer.includes('evil.example'));
      assert.match(answer, /"error":"invalid_request"/);
    });
  }

  for (const origin of ['http://HOST', 'HTTP://HOST', 'http://evil.example', 'https://evil.example:99']) {
    it(`takes an absolute target of ${origin} as its path — RFC 9112 §3.2.2`, async () => {
      const target = `${origin.replace('HOST', new URL(world.origin).host)}${metadata}`;
      const answer = await exchange(head(`GET ${target} HTTP/1.1`, host, close));
      assert.equal(statusOf(answer), 200, answer.slice(0, 200));
      assert.ok(answer.includes(`"issuer":"${world.origin}"`));
    });
  }

  it('takes an absolute target without a path as the root, its query kept — RFC 9112 §3.2.2', async () => {
    const root = await exchange(head(`GET ${world.origin} HTTP/1.1`, host, close));
    assert.match(root, /^HTTP\/1\.1 303[\s\S]*location: \/login/i);
    const asked = await exchange(head(`GET ${world.origin}/login?redirect=/device HTTP/1.1`, host, close));
    assert.match(asked, /value="\/device"/);
  });

  for (const method of ['TRACE', 'CONNECT', 'PUT', 'DELETE', 'PROPFIND']) {
    it(`refuses ${method} — protocol.md G-2`, async () => {
      const target = method === 'CONNECT' ? 'evil.example:443' : '/oauth/token';
      const answer = await exchange(head(`${method} ${target} HTTP/1.1`, host, 'X-Secret: echo-me', close));
      harmless(answer);
      assert.ok(!answer.includes('echo-me'));
      if (method === 'CONNECT') assert.doesNotMatch(answer, /^HTTP\/1\.1 2/);
      else assert.equal(statusOf(answer), 405, answer.slice(0, 200));
      assert.ok(await isAlive());
    });
  }

  it('answers pipelined requests in their order, each by itself — RFC 9112 §9.3.2', async () => {
    const body = 'grant_type=nonsense';
    const first = `${head('POST /oauth/token HTTP/1.1', host, urlencoded, `Content-Length: ${body.length}`)}${body}`;
    const answer = await exchange(first, head('GET /livez HTTP/1.1', host, close));
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
    assert.deepEqual(statuses, [400, 200]);
  });

  it('reads no second request out of the body of a refused one — RFC 9112 §11.2', async () => {
    const smuggled = head('GET /livez HTTP/1.1', host);
    const lines = ['POST /nowhere HTTP/1.1', host, urlencoded, `Content-Length: ${smuggled.length}`, close];
    const answer = await exchange(head(...lines), smuggled);
    assert.equal([...answer.matchAll(/HTTP\/1\.1 \d{3}/g)].length, 1);
  });

  it('serves HTTP/1.0 and closes — RFC 9112 §9.3', async () => {
    assert.match(await exchange(head('GET /livez HTTP/1.0', host)), /200 OK[\s\S]*"status":"alive"/);
  });
});
