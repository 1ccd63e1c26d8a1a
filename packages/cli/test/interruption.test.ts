import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { grantorEnds, startGrantor } from './child.ts';
import { type FakeServer, metadataOf, type Routes, startFakeServer, wellKnown } from './fake-server.ts';
import { signInAt, storePath, writeStore } from './stored.ts';

let folder: string;
let server: FakeServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
});

afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const routes: Routes = {
  [wellKnown]: (_, origin) => ({
    body: metadataOf(origin, { device_authorization_endpoint: `${origin}/device` }),
  }),
  '/authorize': () => ({ body: '<html>sign in</html>' }),
  '/device': (_, origin) => ({
    body: {
      device_code: 'd',
      user_code: 'BCDF-GHJK',
      verification_uri: `${origin}/enter`,
      expires_in: 600,
      interval: 60,
    },
  }),
  '/token': () => ({ body: 'hang' }),
};

const interrupted = { code: 130, out: '' };

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (holds()) return;
    await delay(25);
  }
  throw new Error('it never came to be');
}

describe('Ctrl-C', () => {
  it('while the browser is awaited closes the listener, keeps nothing and says one line — cli.md §5 Ctrl-C, cli.md §5 exit 130', async () => {
    server = await startFakeServer(routes);
    const words = ['login', server.origin, '--client-id', 'c', '--browser'];
    const child = startGrantor(words, { folder, environment: { BROWSER: 'true' } });
    const [, port = ''] = await child.says(/redirect_uri=http%3A%2F%2F127\.0\.0\.1%3A(\d+)/);
    assert.equal(await isListening(Number(port)), true);
    child.process.kill('SIGINT');
    const { err, ...ended } = await child.ended;
    assert.deepEqual(ended, interrupted);
    assert.match(err, /\nInterrupted\.\n$/);
    assert.equal(await isListening(Number(port)), false);
    assert.equal(existsSync(storePath(folder)), false);
  });

  it('leaves the client that was just registered to the next attempt', async () => {
    server = await startFakeServer({
      ...routes,
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, { registration_endpoint: `${origin}/register` }),
      }),
      '/register': ({ body }) => ({ status: 201, body: { ...JSON.parse(body), client_id: 'client-1' } }),
    });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const words = ['login', server.origin, '--browser'];
      const child = startGrantor(words, { folder, environment: { BROWSER: 'true' } });
      await child.says(/client_id=client-1/);
      child.process.kill('SIGINT');
      assert.equal((await child.ended).code, 130);
    }
    assert.equal(server.countOf('/register'), 1);
  });

  it('while another device is awaited ends at once', async () => {
    server = await startFakeServer(routes);
    const child = startGrantor(['login', server.origin, '--client-id', 'c', '--device'], { folder });
    await child.says(/BCDF-GHJK/);
    child.process.kill('SIGINT');
    const { err, ...ended } = await child.ended;
    assert.deepEqual(ended, interrupted);
    assert.match(err, /BCDF-GHJK\nInterrupted\.\n$/);
  });

  it('while a token is renewed leaves the store as it was, unlocked', async () => {
    server = await startFakeServer(routes);
    writeStore(folder, { signIns: [signInAt(server.origin, { tokens: [] })] });
    const before = readFileSync(storePath(folder), 'utf8');
    const child = startGrantor(['token', server.origin], { folder });
    await until(() => server.countOf('/token') > 0);
    assert.equal(existsSync(`${storePath(folder)}.lock`), true);
    child.process.kill('SIGINT');
    assert.deepEqual(await child.ended, { ...interrupted, err: 'Interrupted.\n' });
    assert.equal(existsSync(`${storePath(folder)}.lock`), false);
    assert.equal(readFileSync(storePath(folder), 'utf8'), before);
  });

  it('while an address is to be pasted ends at once', async () => {
    server = await startFakeServer(routes);
    const child = startGrantor(['login', server.origin, '--client-id', 'c', '--no-browser'], { folder });
    await child.says(/paste it here/);
    child.process.kill('SIGINT');
    assert.equal((await child.ended).code, 130);
  });
});

describe('Ctrl-C while the doctor has a client at the server', () => {
  /** Counts what is registered and not deleted; everything else is as it should be until something hangs. */
  const withClients = (left: Set<string>, hanging: string): Routes => ({
    ...routes,
    [wellKnown]: (_, origin) => ({
      body: metadataOf(origin, {
        device_authorization_endpoint: `${origin}/device`,
        registration_endpoint: `${origin}/register`,
        jwks_uri: `${origin}/keys`,
      }),
    }),
    '/token': () => ({ status: 400, body: { error: 'authorization_pending' } }),
    '/register': ({ method, query, body }, origin) => {
      if (method === 'DELETE') left.delete(query.get('id') ?? '');
      if (method === 'DELETE') return { status: 204, body: '' };
      const id = `client-${server.countOf('/register')}`;
      left.add(id);
      const management = {
        registration_access_token: 't',
        registration_client_uri: `${origin}/register?id=${id}`,
      };
      return { status: 201, body: { ...JSON.parse(body), client_id: id, ...management } };
    },
    [hanging]: () => ({ body: 'hang' }),
  });

  const waits: Readonly<Record<string, readonly [words: readonly string[], hanging: string]>> = {
    'a person is awaited': [['--login', '--device'], '/token'],
    'an answer is awaited': [['--register'], '/keys'],
  };
  for (const [name, [words, hanging]] of Object.entries(waits)) {
    it(`takes it away when ${name}, says one line and ends as ever`, async () => {
      const left = new Set<string>();
      server = await startFakeServer(withClients(left, hanging));
      const child = startGrantor(['doctor', server.origin, ...words], { folder });
      if (hanging === '/token') await child.says(/BCDF-GHJK/);
      else await until(() => server.countOf(hanging) > 0);
      assert.ok(left.size > 0);
      child.process.kill('SIGINT');
      const { code, out, err } = await child.ended;
      assert.deepEqual([code, out, [...left]], [130, '', []]);
      assert.match(err, /^(?:[\s\S]*\n)?Interrupted\.\n$/);
      assert.equal(err.match(/Interrupted/g)?.length, 1);
    });
  }

  it('names what could not be taken away, and ends soon all the same', async () => {
    const left = new Set<string>();
    const { '/register': register = () => ({}), ...others } = withClients(left, '/keys');
    server = await startFakeServer({
      ...others,
      '/register': (asked, origin) =>
        asked.method === 'DELETE' ? { body: 'hang' } : register(asked, origin),
    });
    const child = startGrantor(['doctor', server.origin, '--register'], { folder });
    await until(() => server.countOf('/keys') > 0);
    child.process.kill('SIGINT');
    const { code, err } = await child.ended;
    assert.equal(code, 130);
    assert.match(err, /Interrupted\.\nThe client client-\d+ could not be deleted again/);
  });
});

describe('a broken pipe', () => {
  it('ends the command in silence', async () => {
    const child = startGrantor(['help'], { folder });
    child.process.stdout?.destroy();
    const { code, err } = await child.ended;
    assert.deepEqual([code, err], [0, '']);
  });
});

describe('a proxy', () => {
  it('is taken for what is not exempt from it', async () => {
    server = await startFakeServer({
      ...routes,
      '/token': () => ({ body: { access_token: 'renewed', token_type: 'Bearer', expires_in: 3600 } }),
    });
    const passed: string[] = [];
    const proxy = createServer((asked, response) => {
      passed.push(asked.url ?? '');
      const { method, headers, url = '' } = asked;
      const onward = request(url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      asked.pipe(onward);
    });
    proxy.on('connect', ({ url = '' }, socket) => {
      passed.push(url);
      const [host = '', port] = url.split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      for (const NO_PROXY of ['127.0.0.1', '']) {
        writeStore(folder, { signIns: [signInAt(server.origin, { tokens: [] })] });
        const ended = await grantorEnds(['token'], {
          folder,
          environment: { HTTP_PROXY, NO_PROXY, SERVER_URL: server.origin },
        });
        assert.deepEqual(ended, { code: 0, out: 'renewed\n', err: '' });
        assert.equal(passed.length > 0, NO_PROXY === '');
      }
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });
});
