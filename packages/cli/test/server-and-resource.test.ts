/** Tokens for a server and tokens for an API of it are different things, and so are the sign-ins. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type FakeServer, metadataOf, startFakeServer, wellKnown } from './fake-server.ts';
import { readStore } from './stored.ts';
import { grantor, type Ran } from './world.ts';

let folder: string;
let server: FakeServer;
let other: FakeServer;

/** An authorization server whose tokens say what they are for, with two APIs at its own origin. */
const start = (): Promise<FakeServer> => {
  const wishes: (readonly string[])[] = [];
  return startFakeServer({
    [wellKnown]: (_, origin) => ({
      body: metadataOf(origin, {
        device_authorization_endpoint: `${origin}/device`,
        revocation_endpoint: `${origin}/revoke`,
      }),
    }),
    ...Object.fromEntries(
      ['/files', '/mail'].map((path) => [
        `/.well-known/oauth-protected-resource${path}`,
        (_: unknown, origin: string) => ({
          body: { resource: `${origin}${path}`, authorization_servers: [origin] },
        }),
      ]),
    ),
    '/device': ({ form }, origin) => {
      wishes.push(form.getAll('resource').map((one) => one.replace(origin, '')));
      return {
        body: {
          device_code: String(wishes.length - 1),
          user_code: 'A',
          verification_uri: `${origin}/enter`,
          expires_in: 60,
          interval: 1,
        },
      };
    },
    '/revoke': () => ({ body: {} }),
    '/token': ({ form }) => ({
      body: {
        access_token: `for:${(wishes[Number(form.get('device_code'))] ?? []).join('+') || 'server'}`,
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: `refresh-${form.get('device_code')}`,
      },
    }),
  });
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  server = await start();
  other = await start();
});

afterEach(() => {
  server.close();
  other.close();
  rmSync(folder, { recursive: true, force: true });
});

const login = (address: string, ...words: readonly string[]): Promise<Ran> =>
  grantor(['login', address, '--device', '--client-id', 'c', ...words], { folder });
const token = (...words: readonly string[]): Promise<Ran> => grantor(['token', ...words], { folder });

describe('a sign-in for an API', () => {
  it('is none for its server: login signs in there, and each has its own token — cli.md §2 Signed in already', async () => {
    assert.equal((await login(`${server.origin}/files`)).code, 0);
    const { out } = await login(server.origin);
    assert.match(out, new RegExp(`✓ Signed in to ${server.origin}`));
    assert.equal((await token(server.origin)).out, 'for:server\n');
    assert.equal((await token(`${server.origin}/files`)).out, 'for:/files\n');
    assert.match((await login(server.origin)).out, /You are signed in to/);
    assert.match((await login(`${server.origin}/files`)).out, /You are signed in to .*\/files/);
    assert.equal(server.countOf('/device'), 2);
  });

  it('gives no token under the name of its server, and is named then', async () => {
    await login(`${server.origin}/files`);
    for (const words of [['token'], ['whoami'], ['introspect', '--server']]) {
      const { code, out, err } = await grantor([...words, server.origin], { folder });
      assert.deepEqual([code, out], [3, '']);
      assert.match(err, new RegExp(`You are to ${server.origin}/files, and its tokens are for that only`));
    }
  });

  it('is none for another API of the server', async () => {
    await login(`${server.origin}/files`);
    await login(`${server.origin}/mail`);
    assert.equal((await token(`${server.origin}/mail`)).out, 'for:/mail\n');
    assert.equal((await token(`${server.origin}/files`)).out, 'for:/files\n');
    await grantor(['logout', `${server.origin}/files`], { folder });
    assert.equal((await token(`${server.origin}/files`)).code, 3);
    assert.equal((await token(`${server.origin}/mail`)).out, 'for:/mail\n');
  });
});

describe('a sign-in that was asked for by the name of the server', () => {
  it('with a resource is the one that is meant afterwards, until there is one for the server itself', async () => {
    await login(server.origin, '--resource', 'https://a.example');
    assert.equal((await token()).out, 'for:https://a.example\n');
    assert.match((await login(server.origin)).out, /✓ Signed in to/);
    assert.equal((await token()).out, 'for:server\n');
  });

  it('is told from another by the resource that is named', async () => {
    await login(server.origin, '--resource', 'https://a.example');
    await login(server.origin, '--resource', 'https://b.example');
    assert.equal(readStore(folder).signIns.length, 2);
    const refreshed = async (resource: string): Promise<string | null | undefined> => {
      await token(server.origin, '--resource', resource);
      const last = server.asked.findLast(({ form }) => form.get('grant_type') === 'refresh_token');
      return last?.form.get('refresh_token');
    };
    assert.equal(await refreshed('https://a.example'), 'refresh-0');
    assert.equal(await refreshed('https://b.example'), 'refresh-1');
    assert.match((await login(server.origin, '--resource', 'https://a.example')).out, /You are signed in/);
  });

  it('ends alone', async () => {
    await login(server.origin, '--resource', 'https://a.example');
    await login(server.origin);
    await grantor(['logout', '--all'], { folder });
    assert.deepEqual(readStore(folder).signIns, []);
  });
});

describe('the sign-in whose place a new one takes', () => {
  const revoked = ({ asked }: FakeServer): readonly (string | null)[] =>
    asked.filter(({ path }) => path === '/revoke').map(({ form }) => form.get('token'));

  it('is ended at the server, and no other is', async () => {
    await login(server.origin);
    await login(`${server.origin}/files`);
    await login(server.origin, '--force');
    assert.deepEqual(revoked(server), ['refresh-0', 'for:server']);
    assert.equal((await token(`${server.origin}/files`)).out, 'for:/files\n');
  });

  it('is ended where it was, when it was in an env file', async () => {
    await login(server.origin, '--env');
    await login(other.origin, '--env');
    assert.deepEqual([revoked(server), revoked(other)], [['refresh-0', 'for:server'], []]);
  });

  it('that cannot be ended is named, and the new one is good all the same', async () => {
    await login(server.origin, '--env');
    server.close();
    const { code, err } = await login(other.origin, '--env');
    assert.equal(code, 0);
    assert.match(err, /could not be told that the earlier sign-in is over/);
    assert.equal((await token('--env')).out, 'for:server\n');
  });
});

describe('an env file', () => {
  const file = (): string => readFileSync(join(folder, '.env'), 'utf8');

  it('of one API is none of another, nor of the server, and is said to be', async () => {
    await login(`${server.origin}/files`, '--env');
    assert.equal((await token('--env')).out, 'for:/files\n');
    assert.equal((await token(`${server.origin}/files`, '--env')).out, 'for:/files\n');
    for (const wrong of [server.origin, `${server.origin}/mail`, other.origin]) {
      const { code, out, err } = await token(wrong, '--env');
      assert.deepEqual([code, out], [3, ''], wrong);
      assert.match(err, /There is no usable token for it in ~\/\.env/);
    }
    assert.match((await login(`${server.origin}/files`, '--env')).out, /You are signed in/);
    assert.match((await grantor(['login', '--env'], { folder })).out, /You are signed in/);
    for (const address of [`${server.origin}/mail`, server.origin, other.origin]) {
      assert.match((await login(address, '--env')).out, /✓ Signed in to/, address);
      assert.match(file(), new RegExp(`GRANTOR_SERVER_URL=${new URL(address).origin}`));
    }
  });

  it('that came from elsewhere is for what leads to its server', async () => {
    await login(`${server.origin}/files`, '--env');
    rmSync(join(folder, 'config'), { recursive: true });
    assert.equal((await token('--env')).out, 'for:/files\n');
    assert.equal((await token(`${server.origin}/files`, '--env')).out, 'for:/files\n');
    assert.equal((await token(`${other.origin}/files`, '--env')).code, 3);
    assert.match((await login(`${server.origin}/files`, '--env')).out, /You are signed in/);
    assert.equal(existsSync(join(folder, 'config')), false);
  });
});
