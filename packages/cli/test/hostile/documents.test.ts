/** Documents and answers of every shape are borne: each ends in words, and never as a fault of the command itself. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { readChallenges } from '../../src/http/challenge.ts';
import { formatJson, parseObject } from '../../src/untrusted/json.ts';
import { shellWord } from '../../src/untrusted/shell-word.ts';
import { type FakeServer, metadataOf, type Routes, startFakeServer, wellKnown } from '../fake-server.ts';
import { signInAt, writeStore } from '../stored.ts';
import { createTestWorld, grantor, runIn } from '../world.ts';

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

const inherited = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

describe('an error code', () => {
  for (const code of inherited) {
    it(`that is called ${code} is one that nobody knows`, async () => {
      const server = await serve({
        [wellKnown]: (_, origin) => ({ body: metadataOf(origin) }),
        '/token': () => ({ status: 400, body: { error: code } }),
      });
      writeStore(folder, { signIns: [signInAt(server.origin, { tokens: [] })] });
      const ended = await grantor(['token', server.origin], { folder });
      assert.equal(ended.code, 1);
      assert.match(ended.err, new RegExp(`✗ http\\S+ refused\\.[\\s\\S]*error ${code} · HTTP 400`));
    });

    it(`and a command called ${code} likewise`, async () => {
      assert.match((await grantor([code])).err, /There is no command/);
    });
  }
});

const odd: readonly unknown[] = [7, true, 'text', null, {}, [1, {}], [['a']]];

describe('metadata', () => {
  it('with members of other types than they have ends in words', async () => {
    const names = [
      'code_challenge_methods_supported',
      'grant_types_supported',
      'token_endpoint_auth_methods_supported',
      'scopes_supported',
      'prompt_values_supported',
      'response_types_supported',
      'registration_endpoint',
      'userinfo_endpoint',
      'require_pushed_authorization_requests',
    ];
    for (const value of odd) {
      const server = await serve({
        [wellKnown]: (_, origin) => ({
          body: metadataOf(origin, {
            device_authorization_endpoint: `${origin}/device`,
            ...Object.fromEntries(names.map((name) => [name, value])),
          }),
        }),
        '/device': () => ({ status: 400, body: { error: 'invalid_scope' } }),
      });
      const { code, err } = await grantor(['login', server.origin, '--device', '--client-id', 'c']);
      assert.ok(code === 1 || code === 4, err);
      assert.doesNotMatch(err, /inside grantor/);
      assert.doesNotMatch((await grantor(['doctor', server.origin])).err, /inside grantor/);
    }
  });

  it('that demands a pushed request and offers no place for it is told so', async () => {
    const server = await serve({
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, { require_pushed_authorization_requests: true }),
      }),
    });
    const words = ['login', server.origin, '--client-id', 'c', '--no-browser'];
    const { code, err } = await grantor(words);
    assert.equal(code, 1);
    assert.match(err, /gave an answer that is not OAuth/);
  });

  it('that nests without end is no document', async () => {
    const deep = `{"issuer":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    assert.equal(parseObject(deep), null);
    const server = await serve({
      [wellKnown]: () => ({ headers: { 'content-type': 'application/json' }, body: deep }),
    });
    assert.match((await grantor(['login', server.origin])).err, /is not an OAuth server/);
    assert.match((await grantor(['doctor', server.origin])).out, /Neither an authorization server nor/);
  });
});

describe('lists and texts without end', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `entry-${index}`);

  it('are shown in part', async () => {
    const server = await serve({
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, {
          code_challenge_methods_supported: many,
          grant_types_supported: many,
          [`${many.join('')}_endpoint`]: 'relative',
        }),
      }),
    });
    for (const words of [
      ['login', server.origin],
      ['doctor', server.origin],
      ['doctor', server.origin, '--json'],
    ]) {
      const { out, err } = await grantor(words);
      assert.ok((out + err).length < 40_000, words.join(' '));
    }
  });

  it('cost no more requests than one entry', async () => {
    const uris = Array.from({ length: 5000 }, (_, index) => `http://127.0.0.1:${1024 + index}/callback`);
    const server = await serve({
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, { registration_endpoint: `${origin}/register` }),
      }),
      '/register': ({ body }) => ({
        status: 201,
        body: { ...JSON.parse(body || '{}'), client_id: 'c', redirect_uris: uris },
      }),
      '/authorize': () => ({ body: '<html>' }),
    });
    await grantor(['doctor', server.origin, '--register']);
    assert.ok(server.asked.length < 100, String(server.asked.length));
  });
});

describe('a secret that cannot be sent', () => {
  it('is not shown by the words that say so', async () => {
    const server = await serve({
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, { registration_endpoint: `${origin}/register` }),
      }),
    });
    const words = ['register', '--server', server.origin, '--verbose'];
    for (const REGISTRATION_TOKEN of ['hid\nden', 'hid\u20acden']) {
      const { code, out, err } = await grantor(words, { environment: { REGISTRATION_TOKEN } });
      assert.equal(code, 1);
      assert.match(err, /Nothing could be sent to/);
      assert.doesNotMatch(out + err, /hid|den\b/);
    }
  });

  it('is refused where it is read from a file or the standard input', async () => {
    writeFileSync(join(folder, 'tokens.txt'), 'hid\nden\n');
    for (const [words, input] of [
      [['revoke', '--token-file', 'tokens.txt'], []],
      [
        ['revoke', '-'],
        ['hid', 'den'],
      ],
    ] as const) {
      const { code, out, err } = await grantor(words, { folder, input });
      assert.deepEqual([code, out], [2, '']);
      assert.doesNotMatch(err, /hid|den\b/);
    }
  });
});

describe('who it is', () => {
  it('is not waited for: tokens are kept at once', async () => {
    const server = await serve({
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, {
          device_authorization_endpoint: `${origin}/device`,
          userinfo_endpoint: `${origin}/userinfo`,
        }),
      }),
      '/device': (_, origin) => ({
        body: { device_code: 'd', user_code: 'A', verification_uri: origin, expires_in: 60, interval: 1 },
      }),
      '/token': () => ({ body: { access_token: 'a', token_type: 'Bearer', expires_in: 60 } }),
      '/userinfo': () => ({ status: 503, headers: { 'retry-after': '30' }, body: {} }),
      '/oauth/tokeninfo': () => ({ status: 503, headers: { 'retry-after': '30' }, body: {} }),
    });
    const world = createTestWorld({ folder });
    const { code } = await runIn(world, 'login', server.origin, '--device', '--client-id', 'c');
    assert.deepEqual([code, world.slept], [0, [1000]]);
  });
});

describe('JSON that is printed', () => {
  it('means the same, and holds nothing that a terminal acts on', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const written = formatJson({ value, text });
        assert.deepEqual(JSON.parse(written), JSON.parse(JSON.stringify({ value, text })));
        assert.doesNotMatch(written.replaceAll('\n', ''), /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u);
      }),
    );
  });
});

describe('a command line that people copy', () => {
  it('is one word of a shell, whatever was in it', () => {
    const texts = fc.string({ unit: fc.constantFrom(...'a$(`"\';|&<>*?~#!\\ {}[]=:/'), minLength: 1 });
    fc.assert(
      fc.property(
        texts.filter((text) => !text.startsWith('~/')),
        (text) => {
          const { stdout } = spawnSync('sh', ['-c', `printf '[%s]' ${shellWord(text)}`]);
          assert.equal(String(stdout), `[${text}]`);
        },
      ),
      { numRuns: 60 },
    );
    assert.equal(shellWord('~/my files/.env'), '~/"my files/.env"');
  });

  it('holds the name that a server gave itself as one word', async () => {
    const server = await serve({
      [wellKnown]: (_, origin) => ({
        body: metadataOf(origin, { issuer: 'https://x.example/$(touch pwned)' }),
      }),
    });
    const { err } = await grantor(['login', server.origin]);
    assert.match(err, /grantor login 'https:\/\/x\.example\/\$\(touch pwned\)'/);
  });

  it('is not completed with an address that a shell reads as more', async () => {
    const signIns = ['https://a.example', 'https://b.example/$(touch pwned)', 'https://c.example/;x'];
    writeStore(folder, { signIns: signIns.map((issuer) => signInAt(issuer)) });
    const { out } = await grantor(['completion', 'servers'], { folder });
    assert.equal(out, 'https://a.example\n');
  });
});

describe('a challenge', () => {
  it('is read in steps that grow with its length', () => {
    const header = `a${' '.repeat(200_000)}"`;
    assert.equal(readChallenges(header).unread, '"');
  });
});
