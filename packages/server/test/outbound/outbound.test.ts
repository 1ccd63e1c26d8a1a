import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import type { Resolve } from '../../src/outbound/destination.ts';
import { createOutbound } from '../../src/outbound/outbound.ts';
import type { OutboundRequest } from '../../src/outbound/request.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(
  listener: RequestListener,
  create: (listener: RequestListener) => Server = createServer,
): Promise<number> {
  const server = create(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A certificate that nobody vouches for. */
function selfSigned(host: string): { readonly key: string; readonly cert: string } {
  const shape = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const folder = mkdtempSync(join(tmpdir(), 'self-signed-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync('openssl', ['req', ...shape, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

const loopback: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];

const get = (url: string, changed: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  method: 'GET',
  headers: {},
  body: null,
  accept: ['application/json'],
  longestBody: null,
  ...changed,
});

/** `test.example` may be fetched over http although it resolves to loopback. */
const toTestHost = (resolve: Resolve = loopback, limits = { connect: 3000, total: 5000 }) =>
  createOutbound(
    { allowedHosts: ['test.example'], privateAddresses: 'refuse', ownHost: 'auth.example' },
    { resolve, limits },
  );

const json = { 'content-type': 'application/json; charset=utf-8' };

describe('an outbound request', () => {
  it('sends what it is given and nothing else, and answers with status, headers and body', async () => {
    const seen: { headers: IncomingMessage['headers']; method: string | undefined; body: string }[] = [];
    const port = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { headers, method } = request;
      seen.push({ headers, method, body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { ...json, etag: '"1"' }).end('{"keys":[]}');
    });
    const answer = await toTestHost()(
      get(`http://test.example:${port}/notice`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'logout_token=é',
      }),
    );
    assert.ok(answer.kind === 'answered');
    assert.deepEqual([answer.result, answer.status], ['success', 200]);
    assert.equal(answer.headers['etag'], '"1"');
    assert.equal(Buffer.from(answer.body).toString(), '{"keys":[]}');
    assert.deepEqual(seen, [
      {
        method: 'POST',
        body: 'logout_token=é',
        headers: {
          'accept-encoding': 'identity',
          connection: 'close',
          'content-length': '15',
          'content-type': 'application/x-www-form-urlencoded',
          host: `test.example:${port}`,
        },
      },
    ]);
  });

  it('resolves a name once and connects to the address it checked, whatever the name says next — security.md S-5', async () => {
    const port = await serve((_request, response) => response.writeHead(200, json).end('{}'));
    const answers = [[{ address: '127.0.0.1', family: 4 }], [{ address: '127.0.0.2', family: 4 }]];
    let asked = 0;
    const rebinding: Resolve = async () => answers[asked++] ?? [];
    const answer = await toTestHost(rebinding)(get(`http://test.example:${port}/`));
    assert.equal(answer.kind, 'answered');
    assert.equal(asked, 1);
  });

  it('does not follow a redirect — security.md S-2', async () => {
    const paths: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/inner' }).end();
    });
    const answer = await toTestHost()(get(`http://test.example:${port}/outer`));
    assert.deepEqual(answer, { kind: 'failed', reason: 'redirect' });
    assert.deepEqual(paths, ['/outer']);
  });

  it('tells what is gone, and what is not modified where a copy is held', async () => {
    const port = await serve((request, response) => {
      const status = Number(request.url?.slice(1));
      response
        .writeHead(status, { 'content-encoding': 'gzip', etag: '"1"' })
        .end(status === 304 ? '' : 'x'.repeat(99_999));
    });
    const url = `http://test.example:${port}`;
    const resultOf = async (status: number, headers = {}) => {
      const answer = await toTestHost()(get(`${url}/${status}`, { headers }));
      return answer.kind === 'answered' ? [answer.result, answer.body.length] : [answer.reason, 0];
    };
    assert.deepEqual(await resultOf(404), ['gone', 0]);
    assert.deepEqual(await resultOf(410), ['gone', 0]);
    assert.deepEqual(await resultOf(403), ['error', 0]);
    assert.deepEqual(await resultOf(503), ['error', 0]);
    assert.deepEqual(await resultOf(304, { 'if-none-match': '"1"' }), ['not_modified', 0]);
    assert.deepEqual(await resultOf(304), ['redirect', 0]);
  });

  it('takes every type with the suffix it is told', async () => {
    let type = '';
    const port = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': type }).end('{}'),
    );
    const outcomeOf = async (served: string) => {
      type = served;
      const answer = await toTestHost()(get(`http://test.example:${port}/`, { accept: ['+json'] }));
      return answer.kind === 'answered' ? answer.result : answer.reason;
    };
    assert.equal(await outcomeOf('application/client-metadata+JSON; charset=utf-8'), 'success');
    assert.equal(await outcomeOf('application/json'), 'wrong_type');
    assert.equal(await outcomeOf('text/html'), 'wrong_type');
  });

  it('ends an answer that is slow after the total time — security.md S-2', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, json).write('{');
    });
    const outbound = toTestHost(loopback, { connect: 3000, total: 100 });
    const answer = await outbound(get(`http://test.example:${port}/`));
    assert.deepEqual(answer, { kind: 'failed', reason: 'timeout' });
  });

  it('ends a name that does not resolve in the time to connect — security.md S-2', async () => {
    const outbound = toTestHost(() => new Promise(() => undefined), { connect: 50, total: 60_000 });
    assert.deepEqual(await outbound(get('http://test.example/')), { kind: 'failed', reason: 'timeout' });
  });

  it('ends a TLS handshake that does not come about in the time to connect — security.md S-2', async () => {
    const silent = createSocketServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    closing.push(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const outbound = toTestHost(loopback, { connect: 100, total: 60_000 });
    const answer = await outbound(get(`https://test.example:${port}/`));
    assert.deepEqual(answer, { kind: 'failed', reason: 'timeout' });
  });

  it('reads up to 64 KiB and not a byte more — security.md S-2', async () => {
    const port = await serve((request, response) =>
      response.writeHead(200, json).end('x'.repeat(Number(request.url?.slice(1)))),
    );
    const outbound = toTestHost();
    const whole = await outbound(get(`http://test.example:${port}/65536`));
    assert.ok(whole.kind === 'answered' && whole.body.length === 65_536);
    const huge = await outbound(get(`http://test.example:${port}/65537`));
    assert.deepEqual(huge, { kind: 'failed', reason: 'too_large' });
    const small = await outbound(get(`http://test.example:${port}/17`, { longestBody: 16 }));
    assert.deepEqual(small, { kind: 'failed', reason: 'too_large' });
  });

  it('waits for no answer behind announcements without end — security.md S-2', async () => {
    const port = await serve((request, response) => {
      for (let left = Number(request.url?.slice(1)); left > 0; left -= 1) response.writeProcessing();
      response.writeHead(200, json).end('{}');
    });
    const outbound = toTestHost();
    const few = await outbound(get(`http://test.example:${port}/16`));
    assert.ok(few.kind === 'answered' && few.result === 'success');
    const many = await outbound(get(`http://test.example:${port}/17`));
    assert.deepEqual(many, { kind: 'failed', reason: 'too_large' });
  });

  it('refuses an unexpected or encoded type — security.md S-2', async () => {
    const port = await serve((request, response) =>
      response
        .writeHead(
          200,
          request.url === '/html' ? { 'content-type': 'text/html' } : { ...json, 'content-encoding': 'gzip' },
        )
        .end('{}'),
    );
    const outbound = toTestHost();
    const html = await outbound(get(`http://test.example:${port}/html`));
    assert.deepEqual(html, { kind: 'failed', reason: 'wrong_type' });
    const encoded = await outbound(get(`http://test.example:${port}/gzip`));
    assert.deepEqual(encoded, { kind: 'failed', reason: 'content_encoded' });
    const unread = await outbound(
      get(`http://test.example:${port}/gzip`, { accept: null, longestBody: 'unread' }),
    );
    assert.partialDeepStrictEqual(unread, { kind: 'answered', result: 'success', status: 200 });
  });

  it('holds no place for a server that speaks another protocol from then on — security.md S-2', async () => {
    const other = createSocketServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
      );
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    closing.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const answer = await toTestHost(loopback, { connect: 3000, total: 60_000 })(
      get(`http://test.example:${port}/`),
    );
    assert.deepEqual(answer, { kind: 'failed', reason: 'unreachable' });
  });

  it('does not take a part of a document, or none, for the document — clients.md §5 answer', async () => {
    const port = await serve((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), json).end('{}');
    });
    const outbound = toTestHost();
    for (const [status, accept, result] of [
      [200, ['application/json'], 'success'],
      [206, ['application/json'], 'error'],
      [204, ['application/json'], 'error'],
      [204, null, 'success'],
    ] as const) {
      const answer = await outbound(get(`http://test.example:${port}/${status}`, { accept }));
      assert.partialDeepStrictEqual(answer, { kind: 'answered', result, status });
    }
  });

  it('does not speak to a server without a valid certificate, whatever the environment says — security.md S-2', async () => {
    const port = await serve(
      (_request, response) => response.end('{}'),
      (listener) => createSecureServer(selfSigned('test.example'), listener),
    );
    const ask = () => toTestHost()(get(`https://test.example:${port}/`));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      assert.deepEqual(await ask(), { kind: 'failed', reason: 'unreachable' });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
    assert.deepEqual(await ask(), { kind: 'failed', reason: 'unreachable' });
  });

  it('never reaches a private address of a host that is not allowed — security.md S-1', async () => {
    let reached = 0;
    const port = await serve((_request, response) => {
      reached += 1;
      response.end();
    });
    const answer = await toTestHost()(get(`https://other.example:${port}/`));
    assert.deepEqual(answer, { kind: 'refused', reason: 'private_address' });
    assert.equal(reached, 0);
  });
});
