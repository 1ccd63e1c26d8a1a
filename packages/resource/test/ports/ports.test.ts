import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, mock } from 'node:test';
import { type OutboundRequest, platformPorts } from '../../src/index.ts';

async function withServer(listener: RequestListener, use: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const get = (url: string, change: Partial<OutboundRequest> = {}) =>
  platformPorts.fetch({ url, method: 'GET', headers: {}, body: null, timeout: 5, limit: 1000, ...change });

describe('the platform', () => {
  it('sends what it is given and returns what it gets', async () => {
    await withServer(
      (request, response) => {
        request.on('data', (sent: Buffer) => {
          response.writeHead(201, { 'x-told': String(request.headers['x-told']) });
          response.end(`${request.method} ${sent.toString()}`);
        });
      },
      async (origin) => {
        const answer = await get(origin, { method: 'POST', headers: { 'x-told': 'yes' }, body: 'a=b' });
        assert.equal(answer.status, 201);
        assert.equal(answer.header('x-told'), 'yes');
        assert.equal(answer.header('absent'), null);
        assert.equal(Buffer.from(answer.body).toString(), 'POST a=b');
      },
    );
  });

  it('follows no redirect — resource.md §2 JWKS', async () => {
    let requests = 0;
    await withServer(
      (_, response) => {
        requests += 1;
        response.writeHead(302, { location: '/elsewhere' }).end();
      },
      async (origin) => {
        assert.equal((await get(origin)).status, 302);
        assert.equal(requests, 1);
      },
    );
  });

  it('reads no answer beyond the limit — resource.md §2 JWKS', async () => {
    await withServer(
      (request, response) => response.end('x'.repeat(request.url === '/long' ? 1001 : 1000)),
      async (origin) => {
        assert.equal((await get(origin)).body.length, 1000);
        await assert.rejects(get(`${origin}/long`), /longer than 1000 bytes/);
      },
    );
  });

  it('waits no longer than the timeout, for the body neither — resource.md §2 JWKS', async () => {
    await withServer(
      (request, response) => {
        if (request.url === '/begun') response.write('x');
      },
      async (origin) => {
        await assert.rejects(get(origin, { timeout: 0.05 }));
        await assert.rejects(get(`${origin}/begun`, { timeout: 0.05 }));
      },
    );
  });

  it('writes one line for an entry, whatever is in it — security.md O-1', () => {
    const lines: unknown[] = [];
    const warn = mock.method(console, 'warn', (line: unknown) => lines.push(line));
    const info = mock.method(console, 'info', (line: unknown) => lines.push(line));
    platformPorts.log({ level: 'warn', message: 'a\nb', iss: '\u001b[31m', jti: 'x'.repeat(300), kid: null });
    platformPorts.log({ level: 'info', message: 'm' });
    warn.mock.restore();
    info.mock.restore();
    assert.equal(lines.length, 2);
    assert.match(String(lines[0]), /^[\x20-\x7e]+$/);
    assert.equal(JSON.parse(String(lines[0])).jti.length, 256);
  });

  it('knows the time in whole seconds and draws random bytes', () => {
    assert.ok(Number.isInteger(platformPorts.clock()));
    assert.equal(platformPorts.random(16).length, 16);
    assert.notDeepEqual(platformPorts.random(16), platformPorts.random(16));
  });
});
