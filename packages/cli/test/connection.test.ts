import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { connectionFailure, proxyFor } from '../src/http/connection-failure.ts';
import { describeFailure } from '../src/output/present-failure.ts';
import { styleFor } from '../src/output/style.ts';
import { matchesSnapshot } from './snapshot.ts';

const plain = styleFor({ write() {}, isTerminal: false }, {});

const describeError = (error: unknown, url: string, environment: Record<string, string> = {}): string =>
  describeFailure(connectionFailure(error, { url, timeoutMilliseconds: 10_000, environment }), plain);

const withCode = (code: string, message = code, more: object = {}): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code, ...more }) });

describe('a server that cannot be reached', () => {
  const cases: readonly (readonly [string, Error])[] = [
    ['unknown name', withCode('ENOTFOUND')],
    ['name server silent', withCode('EAI_AGAIN')],
    ['refused', withCode('ECONNREFUSED')],
    ['timeout', Object.assign(new DOMException('timed out', 'TimeoutError'))],
    ['expired certificate', withCode('CERT_HAS_EXPIRED')],
    ['certificate of another name', withCode('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['unknown authority', withCode('SELF_SIGNED_CERT_IN_CHAIN')],
    ['no TLS', withCode('ERR_SSL_WRONG_VERSION_NUMBER')],
    ['closed', withCode('ECONNRESET')],
    ['no way', withCode('ENETUNREACH')],
    ['forbidden port', new TypeError('fetch failed', { cause: new Error('bad port') })],
    ['anything else', withCode('EWHATEVER', 'strange things')],
  ];

  for (const [name, error] of cases) {
    it(`is explained: ${name}`, (t: TestContext) => {
      matchesSnapshot(t, describeError(error, 'https://auth.example.com/token'));
    });
  }

  it('is explained: proxy refuses', (t: TestContext) => {
    const environment = { HTTPS_PROXY: 'http://proxy.example:3128' };
    const refused = withCode('ECONNREFUSED', 'connect', { address: '10.0.0.1', port: 3128 });
    matchesSnapshot(t, describeError(refused, 'https://auth.example.com/token', environment));
  });

  it('is explained: proxy wants a password', (t: TestContext) => {
    const locked = withCode('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling');
    const environment = { https_proxy: 'proxy.example:3128' };
    matchesSnapshot(t, describeError(locked, 'https://auth.example.com/token', environment));
  });
});

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

describe('what the platform reports', () => {
  const ask = async (url: string, signal?: AbortSignal): Promise<string> => {
    try {
      await fetch(url, signal === undefined ? {} : { signal });
    } catch (error) {
      return describeError(error, url);
    }
    return 'reached';
  };

  it('is recognised when nothing listens', async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    assert.match(await ask(`http://127.0.0.1:${port}/`), /Nothing is listening on 127\.0\.0\.1 port \d+/);
  });

  it('is recognised when the name is unknown', async () => {
    assert.match(
      await ask('http://nowhere.invalid/'),
      /nowhere\.invalid (is not known|could not be looked up)/,
    );
  });

  it('is recognised when https meets http, when the connection closes, when nobody answers', async () => {
    const http = createHttpServer(() => {});
    const port = await listening(http);
    const closing = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.destroy());
    });
    const closed = await listening(closing);
    assert.match(await ask(`https://127.0.0.1:${port}/`), /does not speak TLS/);
    assert.match(await ask(`http://127.0.0.1:${closed}/`), /closed the connection without an answer/);
    assert.match(await ask(`http://127.0.0.1:${port}/`, AbortSignal.timeout(1)), /did not answer within/);
    http.closeAllConnections();
    http.close();
    closing.close();
  });
});

describe('the proxy of a URL', () => {
  it('is the one of its scheme, unless the host is exempt', () => {
    const environment = {
      HTTPS_PROXY: 'p.example:1',
      HTTP_PROXY: 'http://q.example:2',
      NO_PROXY: 'localhost,.corp:8443',
    };
    const of = (url: string): string | undefined => proxyFor(new URL(url), environment)?.host;
    assert.equal(of('https://a.example/'), 'p.example:1');
    assert.equal(of('http://a.example/'), 'q.example:2');
    assert.equal(of('http://localhost/'), undefined);
    assert.equal(of('https://x.corp:8443/'), undefined);
    assert.equal(of('https://x.corp/'), 'p.example:1');
    assert.equal(proxyFor(new URL('https://a.example/'), {}), null);
  });
});
