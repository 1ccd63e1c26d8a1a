/** The management API as a server may answer it, which no test could bring a real one to. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  type FakeServer,
  metadataOf,
  type Routes,
  type Said,
  startFakeServer,
  wellKnown,
} from './fake-server.ts';
import { inSeconds, signInAt, writeStore } from './stored.ts';
import { createTestWorld, type Ran, runIn, type TestWorld } from './world.ts';

let folder: string;
let server: FakeServer;
let world: TestWorld;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grantor-cli-'));
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One command at a server with these answers, by somebody who may administer it. */
async function run(routes: Routes, ...words: readonly string[]): Promise<Ran> {
  server = await startFakeServer({
    [wellKnown]: (_, origin) => ({ body: metadataOf(origin) }),
    ...routes,
  });
  const api = `${server.origin}/api/v1`;
  const token = { resources: [], scopes: [], accessToken: 'admin-1', grantedScopes: ['grantor:admin'] };
  const signIn = signInAt(server.origin, {
    server: api,
    resources: [api],
    grantedScopes: ['grantor:admin'],
    account: 'Ada',
    tokens: [{ ...token, expiresAt: inSeconds(3600) }],
  });
  writeStore(folder, { signIns: [signIn] });
  world = createTestWorld({ folder });
  return runIn(world, ...words, '--server', server.origin);
}

const problem = (status: number, code: string, more: object = {}): Said => ({
  status,
  body: { type: 'about:blank', title: '', status, detail: 'So it is.', code, request_id: 'r-1', ...more },
});

const ada = { id: 'u1', username: 'ada', role: 'user', is_active: true };

const withAda: Routes = {
  '/api/v1/users': () => ({ body: { items: [ada] } }),
  '/api/v1/users/u1': ({ method }) =>
    method === 'GET' ? { body: ada, headers: { etag: '"7"' } } : problem(412, 'stale'),
};

describe('a list of the management API', () => {
  const people = Array.from({ length: 250 }, (_, index) => ({ id: `u${index}`, username: `user-${index}` }));
  const pages: Routes = {
    '/api/v1/users': ({ query }) => {
      const from = Number(query.get('cursor') ?? 0);
      const to = from + Number(query.get('limit'));
      const next = to < people.length ? { next_cursor: String(to) } : {};
      return { body: { items: people.slice(from, to), ...next } };
    },
  };

  it('is read over all its pages — cli.md §1 Administration', async () => {
    const { out, err } = await run(pages, 'user', 'list', '--json');
    assert.equal(JSON.parse(out).length, 250);
    assert.equal(err, '');
    assert.equal(server.countOf('/api/v1/users'), 3);
  });

  it('ends at --limit, and asks for no more than that', async () => {
    const { out, err } = await run(pages, 'user', 'list', '--limit', '120', '--search', 'us', '--json');
    assert.equal(JSON.parse(out).length, 120);
    assert.match(err, /There are more\./);
    const asked = server.asked.filter(({ path }) => path === '/api/v1/users').map(({ query }) => query);
    assert.deepEqual(
      asked.map((query) => [query.get('limit'), query.get('search')]),
      [
        ['100', 'us'],
        ['20', 'us'],
      ],
    );
  });

  it('that never ends by an empty page does end', async () => {
    const endless: Routes = { '/api/v1/users': () => ({ body: { items: [], next_cursor: 'x' } }) };
    assert.equal((await run(endless, 'user', 'list', '--json')).out, '[]\n');
  });

  it('shows text of others as text — cli.md §5 What a server says', async () => {
    const sly = { ...ada, username: 'a\u001b[2J\nb', full_name: '\u202eevil' };
    const { out } = await run(
      { '/api/v1/users': () => ({ body: { items: [sly, { username: 7 }] } }) },
      'user',
      'list',
    );
    assert.equal(out.split('\n').length, 4);
    assert.doesNotMatch(out.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
  });
});

describe('a change through the management API', () => {
  it('is made of the version that was seen, and says when somebody was faster — product.md M-2', async () => {
    const { code, err } = await run(withAda, 'user', 'update', 'ada', '--role', 'admin');
    assert.equal(code, 1);
    assert.match(err, /✗ Somebody else changed it at this moment\. Nothing was changed\./);
    const [patch] = server.asked.filter(({ method }) => method === 'PATCH');
    assert.equal(patch?.headers['if-match'], '"7"');
    assert.deepEqual(JSON.parse(patch?.body ?? ''), { role: 'admin' });
  });

  it('is not sent twice when its answer is lost — cli.md §5 Network', async () => {
    const { code } = await run({ '/api/v1/users': () => ({ status: 502 }) }, 'user', 'create', 'grace');
    assert.equal(code, 5);
    assert.equal(server.countOf('/api/v1/users'), 1);
  });

  it('waits as long as the server asks for, and says how long when that is too long — cli.md §5 Network', async () => {
    let count = 0;
    const busy = (seconds: string, times: number): Routes => ({
      '/api/v1/users': () =>
        count++ < times
          ? { ...problem(429, 'rate_limit_exceeded'), headers: { 'retry-after': seconds } }
          : { status: 201, body: { ...ada, password: 'once' } },
    });
    const { code, out } = await run(busy('2', 1), 'user', 'create', 'ada');
    assert.equal(code, 0);
    assert.match(out, /Shown this once:\n +Password +once\n/);
    assert.deepEqual(world.slept, [2000]);
    server.close();
    count = 0;
    const refused = await run(busy('3600', 9), 'user', 'create', 'ada');
    assert.equal(refused.code, 5);
    assert.match(refused.err, /Try again in 3600 seconds\./);
  });

  it('keeps an answer with a secret that could mean something else to itself', async () => {
    const { code, out } = await run(
      { '/api/v1/users': () => ({ status: 201, body: { ...ada, password: 'a\u001b]0;b' } }) },
      'user',
      'create',
      'ada',
    );
    assert.deepEqual([code, out], [1, '']);
  });
});

describe('an answer of the management API', () => {
  const cases = [
    ['403', problem(403, 'insufficient_scope'), 4, /✗ Ada is no administrator of http/],
    ['409', problem(409, 'last_administrator'), 1, /✗ The server did not do it\.\n +So it is\./],
    ['500', problem(500, 'server_error'), 5, /cannot do this right now/],
    ['503', problem(503, 'busy'), 5, /Try again in a moment/],
    [
      'a web page',
      { status: 404, body: '<html>' },
      1,
      /does not offer this\.\n +It is no Grantor, or an older one/,
    ],
    ['a page of a proxy', { status: 504, body: '<html>' }, 5, /It answered with an error page/],
    ['no JSON', { body: 'hello' }, 1, /gave an answer that cannot be read/],
    [
      '422',
      problem(422, 'invalid', { errors: [{ field: 'groups.1', code: 'x', message: 'No.' }] }),
      2,
      /--group: No\.\n/,
    ],
    [
      'an unknown member',
      problem(422, 'invalid', { errors: [{ field: 'shoe', code: 'x', message: 'No.' }] }),
      2,
      /\n {2}shoe: No\.\n/,
    ],
  ] as const;
  for (const [name, said, code, words] of cases) {
    it(`is told in words: ${name} — cli.md §5 Errors`, async () => {
      const ran = await run({ '/api/v1/users': () => said }, 'user', 'create', 'grace');
      assert.equal(ran.code, code, ran.err);
      assert.match(ran.err, words);
      assert.equal(ran.out, '');
    });
  }

  it('gets its token at the address of the server alone, and no script waits for a person', async () => {
    const { code, err } = await run(
      {
        '/api/v1/users': () => problem(401, 'invalid_token'),
        '/token': () => ({ status: 400, body: { error: 'invalid_grant' } }),
      },
      'user',
      'list',
    );
    assert.equal(code, 3);
    assert.match(err, /add --device or --browser/);
    for (const { path, headers } of server.asked)
      assert.equal(headers.authorization, path.startsWith('/api/v1/') ? 'Bearer admin-1' : undefined, path);
  });
});

describe('a message that was given up', () => {
  it('is sent again by its id — mail.md M-9', async () => {
    const item = {
      id: 'm1',
      kind: 'password_reset',
      address: 'ada@example.org',
      status: 'failed',
      attempts: 6,
    };
    const routes: Routes = {
      '/api/v1/messages': () => ({ body: { items: [item] } }),
      '/api/v1/messages/m1/retry': ({ method }) => ({ status: method === 'POST' ? 204 : 405 }),
    };
    const { code, out, err } = await run(routes, 'message', 'retry', 'm1');
    assert.equal(code, 0, err);
    assert.match(out, /✓ Sending the message “m1” again\./);
    assert.equal(server.countOf('/api/v1/messages/m1/retry'), 1);
  });
});
