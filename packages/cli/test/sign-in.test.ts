import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@grantor/compliance/testing/free-port';
import { type FakeServer, metadataOf, type Routes, startFakeServer, wellKnown } from './fake-server.ts';
import { matchesSnapshot } from './snapshot.ts';
import { readStore } from './stored.ts';
import { createTestWorld, grantor, runIn, type TestWorld } from './world.ts';

let folder: string;
let server: FakeServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  const browser = `#!/bin/sh\nprintf '%s' "$1" > '${folder}/opened.part' && mv '${folder}/opened.part' '${folder}/opened'\n`;
  writeFileSync(join(folder, 'browser'), browser);
  chmodSync(join(folder, 'browser'), 0o755);
});

afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const tokens = {
  access_token: 'access-1',
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'refresh-1',
};

const answering: Routes = {
  [wellKnown]: (_, origin) => ({
    body: metadataOf(origin, {
      registration_endpoint: `${origin}/register`,
      authorization_response_iss_parameter_supported: true,
    }),
  }),
  '/register': ({ body }) => ({
    status: 201,
    body: { ...JSON.parse(body), client_id: `client-${body.length}` },
  }),
  '/authorize': () => ({ body: '<html>sign in</html>' }),
  '/token': () => ({ body: tokens }),
};

const desktop = (): TestWorld =>
  createTestWorld({ folder, environment: { DISPLAY: ':0', BROWSER: join(folder, 'browser') } });

/** The page that was opened, as soon as it is. */
async function opened(): Promise<URL> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    try {
      return new URL(readFileSync(join(folder, 'opened'), 'utf8'));
    } catch {
      await delay(10);
    }
  }
  throw new Error('no browser was opened');
}

/** What the browser brings back to the redirect URI of the page. */
async function comesBack(
  page: URL,
  answer: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const back = new URL(page.searchParams.get('redirect_uri') ?? '');
  back.search = new URLSearchParams(answer).toString();
  const response = await fetch(back);
  return { status: response.status, text: await response.text() };
}

const stateOf = (page: URL): string => page.searchParams.get('state') ?? '';

describe('login in a browser', () => {
  it('sends PKCE, state and the loopback redirect, redeems the code, and says so in the browser', async () => {
    server = await startFakeServer(answering);
    const running = runIn(desktop(), 'login', server.origin, '--scope', 'read');
    const page = await opened();
    const asked = Object.fromEntries(page.searchParams);
    assert.match(asked['redirect_uri'] ?? '', /^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    assert.match(asked['code_challenge'] ?? '', /^[\w-]{43}$/);
    assert.deepEqual(
      [asked['code_challenge_method'], asked['response_type'], asked['scope']],
      ['S256', 'code', 'read'],
    );
    const shown = await comesBack(page, { code: 'c-1', state: stateOf(page), iss: server.origin });
    assert.equal(shown.status, 200);
    assert.match(shown.text, /You are signed in[\s\S]*You can close this page/);
    const { code, out, err } = await running;
    assert.equal(code, 0);
    assert.match(err, /Opening your browser to sign in\./);
    assert.match(out, new RegExp(`✓ Signed in to ${server.origin}`));
    const { form } =
      server.asked.find(({ path }) => path === '/token') ?? assert.fail('no code was redeemed');
    assert.deepEqual([form.get('code'), form.get('redirect_uri')], ['c-1', asked['redirect_uri']]);
    assert.equal(readStore(folder).signIns[0]?.refreshToken, 'refresh-1');
    assert.equal(readStore(folder).clients[0]?.purpose, 'sign_in');
  });

  const forged: Readonly<Record<string, (page: URL) => Record<string, string>>> = {
    'a foreign state': () => ({ code: 'c', state: 'theirs', iss: server.origin }),
    'a foreign issuer': (page) => ({ code: 'c', state: stateOf(page), iss: 'https://evil.example' }),
    'no issuer where the server always names itself': (page) => ({ code: 'c', state: stateOf(page) }),
  };

  for (const [name, answer] of Object.entries(forged)) {
    it(`ends at ${name}, and exchanges nothing`, async (t: TestContext) => {
      server = await startFakeServer(answering);
      const running = runIn(desktop(), 'login', server.origin);
      const page = await opened();
      const shown = await comesBack(page, answer(page));
      assert.equal(shown.status, 400);
      assert.match(shown.text, /That did not work/);
      const { code, err } = await running;
      assert.equal(code, 1);
      matchesSnapshot(t, err.slice(err.indexOf('✗')).replaceAll(server.origin, 'https://auth.example.com'));
      assert.equal(server.countOf('/token'), 0);
      assert.deepEqual(readStore(folder).signIns, []);
    });
  }

  const refused: Readonly<Record<string, readonly [number, Record<string, string>]>> = {
    denied: [4, { error: 'access_denied', error_description: 'The user said\u001b[31m no' }],
    'refused for its scope': [4, { error: 'invalid_scope' }],
    'refused for its resource': [4, { error: 'invalid_target' }],
    'refused for another reason': [1, { error: 'server_says_no', error_description: 'because' }],
  };

  for (const [name, [expected, answer]] of Object.entries(refused)) {
    it(`says that it was ${name}`, async (t: TestContext) => {
      server = await startFakeServer(answering);
      const running = runIn(
        desktop(),
        'login',
        server.origin,
        '--scope',
        'a b',
        '--resource',
        'https://r.example',
      );
      const page = await opened();
      await comesBack(page, { ...answer, state: stateOf(page), iss: server.origin });
      const { code, err } = await running;
      assert.equal(code, expected);
      matchesSnapshot(t, err.slice(err.indexOf('✗')).replaceAll(server.origin, 'https://auth.example.com'));
    });
  }

  it('answers nothing but the redirect, and waits on', async () => {
    server = await startFakeServer(answering);
    const running = runIn(desktop(), 'login', server.origin);
    const page = await opened();
    const back = new URL(page.searchParams.get('redirect_uri') ?? '');
    assert.equal((await fetch(new URL('/favicon.ico', back))).status, 404);
    assert.equal((await fetch(back)).status, 404);
    assert.equal((await fetch(`${back}?code=x`, { method: 'POST' })).status, 404);
    await comesBack(page, { code: 'c', state: stateOf(page), iss: server.origin });
    assert.equal((await running).code, 0);
  });

  it('redeems the code although the server asks for a moment, and never a second time otherwise', async () => {
    for (const [trouble, redeemed, expected] of [
      [{ status: 429, headers: { 'retry-after': '2' }, body: {} }, 2, 0],
      [{ status: 503, body: {} }, 1, 5],
      [{ body: 'break' }, 1, 5],
    ] as const) {
      server = await startFakeServer({
        ...answering,
        '/token': () => (server.countOf('/token') === 1 ? trouble : { body: tokens }),
      });
      const running = runIn(desktop(), 'login', server.origin, '--force');
      const page = await opened();
      rmSync(join(folder, 'opened'));
      await comesBack(page, { code: 'c', state: stateOf(page), iss: server.origin });
      assert.equal((await running).code, expected);
      assert.equal(server.countOf('/token'), redeemed);
      server.close();
    }
  });

  it('is not brought down by an address that is none, nor kept waiting by a browser that has gone', async () => {
    const gone = new AbortController();
    server = await startFakeServer({
      ...answering,
      '/token': async () => {
        gone.abort();
        await delay(50);
        return { body: tokens };
      },
    });
    const running = runIn(desktop(), 'login', server.origin);
    const page = await opened();
    const back = new URL(page.searchParams.get('redirect_uri') ?? '');
    const status = new Promise((resolve) => {
      request({ port: back.port, path: '//' }, (answer) => resolve(answer.resume().statusCode)).end();
    });
    assert.equal(await status, 404);
    back.search = new URLSearchParams({ code: 'c', state: stateOf(page), iss: server.origin }).toString();
    await assert.rejects(fetch(back, { signal: gone.signal }));
    assert.equal((await running).code, 0);
  });

  const forgetting: Routes = {
    ...answering,
    '/register': ({ body }) => ({
      status: 201,
      body: { ...JSON.parse(body), client_id: `new-${server.countOf('/register')}` },
    }),
    '/token': ({ form }) =>
      form.get('client_id') === 'new-2'
        ? { body: tokens }
        : {
            status: 401,
            headers: { 'www-authenticate': 'Basic realm="x"' },
            body: { error: 'invalid_client' },
          },
  };

  const answersPage = async (): Promise<void> => {
    const page = await opened();
    rmSync(join(folder, 'opened'));
    await comesBack(page, { code: 'c', state: stateOf(page), iss: server.origin });
  };

  it('registers again when the server has forgotten its client, says so, and signs in with the new one', async () => {
    server = await startFakeServer(forgetting);
    await grantor(['register', '--server', server.origin], { folder }); // new-1
    const running = runIn(desktop(), 'login', server.origin);
    await answersPage();
    await answersPage();
    const { code, err } = await running;
    assert.equal(code, 0, err);
    assert.match(err, /no longer knows this program, so it registers again\./);
    assert.equal(server.countOf('/register'), 2);
    assert.equal(readStore(folder).signIns[0]?.clientId, 'new-2');
  });

  it('uses the client of an attempt that came to nothing', async () => {
    server = await startFakeServer(answering);
    const denied = runIn(desktop(), 'login', server.origin);
    const page = await opened();
    rmSync(join(folder, 'opened'));
    await comesBack(page, { error: 'access_denied', state: stateOf(page), iss: server.origin });
    assert.equal((await denied).code, 4);
    const again = runIn(desktop(), 'login', server.origin);
    await answersPage();
    assert.equal((await again).code, 0);
    assert.equal(server.countOf('/register'), 1);
    assert.equal(readStore(folder).clients.length, 1);
  });

  it('registers once only: a client that was just made and is refused is not replaced', async () => {
    server = await startFakeServer(forgetting);
    const running = runIn(desktop(), 'login', server.origin);
    await answersPage();
    const { code, err } = await running;
    assert.equal(code, 4);
    assert.match(err, /The server does not know the client new-1/);
    assert.equal(server.countOf('/register'), 1);
  });

  it('shows the redirect URI to register when the server does not know it', async (t: TestContext) => {
    server = await startFakeServer({
      ...answering,
      '/authorize': () => ({
        status: 400,
        body: { error: 'invalid_request', error_description: 'The redirect_uri is not registered.' },
      }),
    });
    const { code, err } = await grantor(
      ['login', server.origin, '--browser', '--client-id', 'mine', '--port', String(await freePort())],
      { folder },
    );
    assert.equal(code, 4);
    matchesSnapshot(t, err.slice(err.indexOf('✗')).replace(/127\.0\.0\.1:\d+/, '127.0.0.1:8888'));
  });

  it('says that the port it must have is in use, where no device can stand in', async (t: TestContext) => {
    server = await startFakeServer(answering);
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { code, err } = await grantor(['login', server.origin, '--browser', '--port', String(port)], {
      folder,
    });
    taken.close();
    assert.equal(code, 1);
    matchesSnapshot(t, err.replace(String(port), '8888'));
  });

  it('goes on without a browser when none opens', async () => {
    server = await startFakeServer(answering);
    const world = createTestWorld({
      folder,
      environment: { DISPLAY: ':0', BROWSER: '/bin/false' },
      input: ['not an address'],
    });
    const running = runIn(world, 'login', server.origin);
    for (let attempt = 0; attempt < 400 && !/That is not it/.test(world.said()); attempt += 1)
      await delay(10);
    assert.match(world.said(), /The browser did not open, so use any browser and bring its answer here:/);
    const page = new URL(
      /Open this page: {2}(\S+)/.exec(world.said().slice(world.said().indexOf('did not open')))?.[1] ?? '',
    );
    await comesBack(page, { code: 'c', state: stateOf(page), iss: server.origin });
    assert.equal((await running).code, 0);
    assert.equal(server.countOf('/register'), 1);
  });

  it('sends REDIRECT_URI as it is, with its query', async () => {
    server = await startFakeServer(answering);
    const uri = `http://localhost:${await freePort()}/cb?x=1`;
    const world = createTestWorld({
      folder,
      environment: { DISPLAY: ':0', BROWSER: join(folder, 'browser'), REDIRECT_URI: uri },
    });
    const running = runIn(world, 'login', server.origin);
    const page = await opened();
    assert.equal(page.searchParams.get('redirect_uri'), uri);
    const back = new URL(uri);
    for (const [name, value] of Object.entries({ code: 'c', state: stateOf(page), iss: server.origin })) {
      back.searchParams.set(name, value);
    }
    await fetch(back);
    assert.equal((await running).code, 0);
    assert.equal(server.asked.find(({ path }) => path === '/token')?.form.get('redirect_uri'), uri);
  });
});

describe('login, where the store cannot be written', () => {
  it('says so and prints the token, once', async () => {
    server = await startFakeServer(answering);
    writeFileSync(join(folder, 'file'), '');
    const environment = {
      DISPLAY: ':0',
      BROWSER: join(folder, 'browser'),
      TOKEN_FILE: join(folder, 'file/t.json'),
    };
    const running = runIn(createTestWorld({ folder, environment }), 'login', server.origin);
    const page = await opened();
    await comesBack(page, { code: 'c', state: stateOf(page), iss: server.origin });
    const { code, out, err } = await running;
    assert.deepEqual([code, out], [0, 'access-1\n']);
    assert.match(err, /! Tokens cannot be kept in ~\/file\/t\.json\.[\s\S]*It is shown once/);
  });
});

describe('login by a pasted address', () => {
  it('takes the address a browser ended on elsewhere, and checks it as ever', async () => {
    server = await startFakeServer(answering);
    const lines: string[] = [];
    const world = createTestWorld({ folder });
    const pasted: TestWorld = {
      ...world,
      stdin: { ...world.stdin, readLine: async () => lines.shift() ?? (await nextLine(world, lines)) },
    };
    const { code, err } = await runIn(pasted, 'login', server.origin, '--no-browser');
    assert.match(err, /Use any browser, and bring its answer here:/);
    assert.match(err, /That is not it\. Copy the whole address/);
    assert.equal(code, 0);
  });

  /** First a bare code, which lacks everything that is checked; then the whole address. */
  async function nextLine(world: TestWorld, lines: string[]): Promise<string> {
    const page = new URL(/Open this page: {2}(\S+)/.exec(world.said())?.[1] ?? '');
    const back = new URL(page.searchParams.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({ code: 'c', state: stateOf(page), iss: server.origin }).toString();
    lines.push(` "${back.href}" `);
    return 'bare-code';
  }
});
