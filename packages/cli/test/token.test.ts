import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { grantorEnds } from './child.ts';
import { type FakeServer, metadataOf, type Routes, startFakeServer, wellKnown } from './fake-server.ts';
import { inSeconds, readStore, signInAt, storePath, writeStore } from './stored.ts';
import { grantor, type Ran } from './world.ts';

let folder: string;
let server: FakeServer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
});

afterEach(() => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Refreshes as often as asked: access-1 with refresh-1, and so on; only the current refresh token is good. */
function rotating(): Routes {
  let count = 0;
  return {
    [wellKnown]: (_, origin) => ({ body: metadataOf(origin) }),
    '/token': ({ form }) => {
      if (form.get('refresh_token') !== `refresh-${count}`)
        return { status: 400, body: { error: 'invalid_grant' } };
      count += 1;
      const narrow = form.get('scope');
      return {
        body: {
          access_token: narrow === null ? `access-${count}` : `narrow-${count}`,
          token_type: 'Bearer',
          expires_in: 3600,
          refresh_token: `refresh-${count}`,
          ...(narrow === null ? {} : { scope: narrow }),
        },
      };
    },
  };
}

async function start(routes: Routes = rotating()): Promise<void> {
  server = await startFakeServer(routes);
  writeStore(folder, { signIns: [signInAt(server.origin)] });
}

const token = (...words: readonly string[]): Promise<Ran> =>
  grantor(['token', server.origin, ...words], { folder });

const answering = (status: number, body: object): Routes => ({
  ...rotating(),
  '/token': () => ({ status, body }),
});

describe('token', () => {
  it('prints the access token and a newline, nothing else, without asking anybody while it is good — cli.md §3 Output of token, cli.md §5 exit 0', async () => {
    await start();
    assert.deepEqual(await token('--min-ttl', '5'), { code: 0, out: 'access-0\n', err: '' });
    assert.equal(server.asked.length, 0);
  });

  it('refreshes when less than 60 seconds are left, and has the new refresh token on disk', async () => {
    await start();
    assert.deepEqual(await token(), { code: 0, out: 'access-1\n', err: '' });
    assert.equal(readStore(folder).signIns[0]?.refreshToken, 'refresh-1');
    assert.equal((await token()).out, 'access-1\n');
    assert.equal(server.countOf('/token'), 1);
  });

  it('keeps the refresh token when the answer has none', async () => {
    await start(answering(200, { access_token: 'access-x', token_type: 'Bearer', expires_in: 3600 }));
    assert.equal((await token()).out, 'access-x\n');
    assert.equal(readStore(folder).signIns[0]?.refreshToken, 'refresh-0');
  });

  it('keeps a narrower token apart under the same refresh token — RFC 8707 §2.2', async () => {
    await start();
    assert.equal((await token('--scope', 'write read')).out, 'narrow-1\n');
    assert.equal((await token('--scope', 'read write')).out, 'narrow-1\n');
    assert.equal((await token('--resource', 'https://api.example', '--scope', 'read')).out, 'narrow-2\n');
    assert.equal((await token()).out, 'access-3\n');
    const [first, second, third] = server.asked
      .filter(({ path }) => path === '/token')
      .map(({ form }) => form);
    assert.deepEqual([first?.get('scope'), first?.get('resource')], ['read write', null]);
    assert.deepEqual([second?.get('scope'), second?.get('resource')], ['read', 'https://api.example']);
    assert.deepEqual([third?.get('scope'), third?.get('resource')], [null, null]);
    assert.equal(readStore(folder).signIns[0]?.tokens.length, 3);
  });

  it('does not ask for a scope the sign-in lacks', async () => {
    await start();
    const { code, err } = await token('--scope', 'admin');
    assert.equal(code, 4);
    assert.match(err, /does not have the scope “admin”/);
    assert.equal(server.asked.length, 0);
  });

  it('drops a sign-in that has ended, and says what to do — cli.md §3 Ended sign-in, cli.md §5 exit 3', async () => {
    await start(answering(400, { error: 'invalid_grant' }));
    const { code, out, err } = await token();
    assert.deepEqual([code, out], [3, '']);
    assert.match(err, new RegExp(`Your sign-in has ended\\.[\\s\\S]*Run: grantor login ${server.origin}`));
    assert.deepEqual(readStore(folder).signIns, []);
    assert.equal((await token()).code, 3);
  });

  it('prints a token that is still good when the network fails, and ends with 5 when none is — cli.md §5 exit 5', async () => {
    await start();
    server.close();
    const { code, out, err } = await token();
    assert.deepEqual([code, out], [0, 'access-0\n']);
    assert.match(err, /cannot be reached\. The token printed is the old one/);
    writeStore(folder, { signIns: [{ ...signInAt(server.origin), tokens: [] }] });
    assert.equal((await token()).code, 5);
    assert.equal(readStore(folder).signIns[0]?.refreshToken, 'refresh-0');
  });

  it('does the same when the server is out of order', async () => {
    await start(answering(503, { error: 'temporarily_unavailable' }));
    assert.equal((await token()).out, 'access-0\n');
    assert.equal(server.countOf('/token'), 4); // within the grace window
  });

  it('finds the sign-in by the API it is for, and by the server used last', async () => {
    await start();
    const entry = signInAt(server.origin, {
      server: 'https://api.example/mcp',
      resources: ['https://api.example/mcp'],
      tokens: [
        { resources: [], scopes: [], accessToken: 'for-mcp', grantedScopes: [], expiresAt: inSeconds(600) },
      ],
    });
    writeStore(folder, { lastServer: entry.server, signIns: [entry] });
    for (const words of [[], ['https://api.example/mcp/'], ['--server', 'https://api.example/mcp']]) {
      assert.equal((await grantor(['token', ...words], { folder })).out, 'for-mcp\n');
    }
    const other = await grantor(['token'], { folder, environment: { SERVER_URL: 'https://other.example' } });
    assert.match(other.err, /You are not signed in to https:\/\/other\.example/);
  });

  it('says as JSON what it is and when it ends', async () => {
    await start();
    const printed = JSON.parse((await token('--json', '--min-ttl', '0')).out);
    assert.deepEqual(Object.keys(printed), ['access_token', 'token_type', 'scopes', 'expires_at']);
  });

  it('says that no token is good for as long as was asked, and renews none in vain', async () => {
    await start();
    const wanting =
      /^! --min-ttl 7200 cannot be met: tokens of this server are good for (?:3600|359\d) seconds\.\n$/;
    for (const more of [[], [], ['--json']]) {
      const { code, out, err } = await token('--min-ttl', '7200', ...more);
      assert.equal(code, 0);
      assert.match(out, /access-1/);
      assert.match(err, wanting);
    }
    assert.equal(server.countOf('/token'), 1);
    assert.deepEqual(await token('--min-ttl', '3500'), { code: 0, out: 'access-1\n', err: '' });
  });

  it('renews a token that a new one would outlive as asked', async () => {
    await start();
    const [kept] = signInAt(server.origin).tokens;
    assert.ok(kept);
    const tokens = [{ ...kept, lifetime: 3600, expiresAt: inSeconds(3000) }];
    writeStore(folder, { signIns: [signInAt(server.origin, { tokens })] });
    assert.equal((await token('--min-ttl', '2900')).out, 'access-0\n');
    assert.deepEqual(await token('--min-ttl', '3500'), { code: 0, out: 'access-1\n', err: '' });
  });

  it('of twenty processes at once is refreshed by one', async () => {
    await start();
    const runs = Array.from({ length: 20 }, () => grantorEnds(['token', server.origin], { folder }));
    const ended = await Promise.all(runs);
    assert.deepEqual(
      ended.map(({ code, out, err }) => `${code} ${out.trim()} ${err}`),
      Array.from({ length: 20 }, () => '0 access-1 '),
    );
    assert.equal(server.countOf('/token'), 1);
  });
});

/** Files of a folder that may be read and not written: by root they can be, so that root becomes nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};

describe('token, where the store cannot be written', () => {
  beforeEach(async () => {
    await start();
    for (const part of ['', 'config']) chmodSync(join(folder, part), 0o755);
    chmodSync(storePath(folder), 0o644);
  });

  afterEach(() => chmodSync(join(folder, 'config/grantor'), 0o700));

  it('prints a token that is still good and never refreshes', async () => {
    chmodSync(join(folder, 'config/grantor'), 0o555);
    const { code, out, err } = await grantorEnds(['token', server.origin], { folder, ...nobody });
    assert.deepEqual([code, out], [0, 'access-0\n']);
    assert.match(err, /Tokens cannot be kept in ~\/config\/grantor\/tokens\.json/);
    assert.equal(server.countOf('/token'), 0);
  });

  it('does not refresh an expired one either, and says why', async () => {
    writeStore(folder, { signIns: [{ ...signInAt(server.origin), tokens: [] }] });
    chmodSync(storePath(folder), 0o644);
    chmodSync(join(folder, 'config/grantor'), 0o555);
    const { code, out, err } = await grantorEnds(['token', server.origin], { folder, ...nobody });
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /the refresh token that replaces this one could not be kept/);
    assert.equal(server.countOf('/token'), 0);
  });
});
