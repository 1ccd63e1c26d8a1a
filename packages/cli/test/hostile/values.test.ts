/** Tokens, ids, secrets and addresses of a server that could be read as something else are refused (RFC 6749 §A.1 to §A.17). */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type FakeServer, metadataOf, type Routes, startFakeServer, wellKnown } from '../fake-server.ts';
import { readStore, signInAt, storePath, writeStore } from '../stored.ts';
import { grantor, type Ran } from '../world.ts';

let folder: string;
const started: FakeServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
});

afterEach(() => {
  for (const one of started.splice(0)) one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(routes: Routes): Promise<FakeServer> {
  const server = await startFakeServer(routes);
  started.push(server);
  return server;
}

const tokens = {
  access_token: 'access-1',
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'refresh-1',
};
const device = {
  device_code: 'd',
  user_code: 'BCDF-GHJK',
  verification_uri: 'https://auth.example.com/device',
  expires_in: 60,
  interval: 1,
};

/** A server that says these instead. */
const saying = (said: { tokens?: object; device?: object; client?: object; metadata?: object }): Routes => ({
  [wellKnown]: (_, origin) => ({
    body: metadataOf(origin, {
      device_authorization_endpoint: `${origin}/device`,
      registration_endpoint: `${origin}/register`,
      ...said.metadata,
    }),
  }),
  '/device': () => ({ body: { ...device, ...said.device } }),
  '/token': () => ({ body: { ...tokens, ...said.tokens } }),
  '/register': ({ body }, origin) => ({
    status: 201,
    body: {
      ...JSON.parse(body),
      client_id: 'client-1',
      registration_access_token: 'manage-1',
      registration_client_uri: `${origin}/register`,
      ...said.client,
    },
  }),
});

const loginAt = ({ origin }: FakeServer, ...words: readonly string[]): Promise<Ran> =>
  grantor(['login', origin, '--device', '--client-id', 'c', ...words], { folder });

const forms: Readonly<Record<string, string>> = {
  'a line break': 'abc\nPATH=/tmp/evil',
  'an escape sequence': 'abc\u001b]0;owned\u0007',
  'a C1 control': 'abc\u009b2J',
  'a letter that is not ASCII': 'abcé',
  'a mark that reorders text': 'abc\u202e',
  'more than anybody can carry': 'a'.repeat(70_000),
};

describe('a token answer', () => {
  for (const [name, value] of Object.entries(forms)) {
    for (const member of ['access_token', 'refresh_token', 'scope']) {
      it(`whose ${member} has ${name} is refused before anything is kept or printed — cli.md §5 What a server says`, async () => {
        const server = await serve(saying({ tokens: { [member]: value } }));
        const { code, out, err } = await loginAt(server, '--env');
        assert.deepEqual([code, out], [1, '']);
        assert.match(err, /The server answered with an? .* that cannot be used\. Nothing was kept\./);
        assert.equal(err.includes(value), false);
        assert.equal(existsSync(storePath(folder)), false);
        assert.equal(existsSync(join(folder, '.env')), false);
      });
    }
  }

  it('to a refresh is refused as well, and the sign-in stays as it was', async () => {
    const server = await serve(saying({ tokens: { access_token: 'abc\nexport X=1' } }));
    writeStore(folder, { signIns: [signInAt(server.origin, { tokens: [] })] });
    const before = readFileSync(storePath(folder), 'utf8');
    const { code, out } = await grantor(['token', server.origin], { folder });
    assert.deepEqual([code, out], [1, '']);
    assert.equal(readFileSync(storePath(folder), 'utf8'), before);
  });

  it('with a lifetime beyond every calendar is good for a hundred years', async () => {
    const server = await serve({
      ...saying({}),
      '/token': () => ({
        headers: { 'content-type': 'application/json' },
        body: '{"access_token":"a","token_type":"Bearer","expires_in":1e300}',
      }),
    });
    const { code, out, err } = await loginAt(server, '--json');
    assert.equal(code, 0, err);
    assert.match(JSON.parse(out).expires_at, /^2\d{3}-/);
    assert.equal((await grantor(['token', server.origin], { folder })).out, 'a\n');
  });

  it('that no form of an env file can hold is kept in the store instead, and that is said', async () => {
    const server = await serve(saying({ tokens: { access_token: `it's $(touch ${folder}/pwned)` } }));
    const { code, out, err } = await loginAt(server, '--env');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /The value of GRANTOR_ACCESS_TOKEN cannot be written to an env file\./);
    assert.match(err, /The sign-in is kept in ~\/config\/grantor\/tokens\.json instead\./);
    assert.equal(readStore(folder).signIns.length, 1);
    assert.equal(existsSync(join(folder, '.env')), false);
  });
});

describe('a registration', () => {
  for (const [name, value] of Object.entries(forms)) {
    for (const member of ['client_id', 'client_secret', 'registration_access_token']) {
      it(`whose ${member} has ${name} is refused before anything is kept or printed`, async () => {
        const server = await serve(saying({ client: { [member]: value } }));
        const words = ['register', '--server', server.origin, '--env'];
        const { code, out, err } = await grantor(words, { folder });
        assert.deepEqual([code, out], [1, '']);
        assert.equal(err.includes(value), false);
        assert.equal(existsSync(storePath(folder)), false);
        assert.equal(existsSync(join(folder, '.env')), false);
      });
    }
  }

  it('without a client id is none, whatever its status, and nothing else that is kept is lost', async () => {
    const others = [signInAt('https://auth.example')];
    for (const said of [
      { status: 204, body: '' },
      { body: {} },
      { body: { client_id: '' } },
      { body: '' },
    ] as const) {
      const server = await serve({ ...saying({}), '/register': () => said });
      writeStore(folder, { signIns: others });
      const { code, out } = await grantor(['login', server.origin, '--device'], { folder });
      assert.deepEqual([code, out], [4, '']);
      assert.equal((await grantor(['register', '--server', server.origin], { folder })).code, 4);
      assert.deepEqual([readStore(folder).signIns.length, readStore(folder).clients.length], [1, 0]);
    }
  });

  it('is managed at its own server only, whatever address an answer names', async () => {
    const victim = await serve({});
    const server = await serve(
      saying({ client: { registration_client_uri: `${victim.origin}/everything` } }),
    );
    const registered = await grantor(['register', '--server', server.origin], { folder });
    assert.equal(registered.code, 0, registered.err);
    assert.match(registered.err, /names no address of its own/);
    await grantor(['registration', 'delete', '--server', server.origin, '--yes'], { folder });
    await grantor(['doctor', server.origin, '--register'], { folder });
    assert.deepEqual(victim.asked, []);
  });

  it('with a list of ports that are none, or too many, does not keep later sign-ins from a port', async () => {
    const uris = Array.from({ length: 500 }, (_, index) => `http://127.0.0.1:${99_000 + index}/callback`);
    const server = await serve(saying({ client: { redirect_uris: uris } }));
    const environment = { DISPLAY: ':0', BROWSER: '/bin/false' };
    for (let turn = 0; turn < 2; turn += 1) {
      const { err } = await grantor(['login', server.origin, '--force'], { folder, environment });
      assert.match(err, /The browser did not open/);
    }
  });
});

describe('a device answer', () => {
  const addresses = [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://a@b.example/',
    'https://x/\u001b[2J',
    'x',
  ];
  for (const verification_uri of addresses) {
    it(`that sends people to ${JSON.stringify(verification_uri)} is refused`, async () => {
      const { code, out, err } = await loginAt(await serve(saying({ device: { verification_uri } })));
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /is no page to open/);
    });
  }

  it('that sends people to a page which others can read is refused', async () => {
    const { code } = await loginAt(
      await serve(saying({ device: { verification_uri: 'http://a.example/' } })),
    );
    assert.equal(code, 2);
  });

  it('with times beyond reason is waited for within reason', async () => {
    const server = await serve({
      ...saying({ device: { expires_in: 1e12, interval: 0.001 } }),
      '/token': () => ({
        status: 400,
        body: { error: server.countOf('/token') > 3 ? 'access_denied' : 'authorization_pending' },
      }),
    });
    assert.equal((await loginAt(server)).code, 4);
  });
});
