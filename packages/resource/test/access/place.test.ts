import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prefixesOf } from '../../src/request/request-target.ts';
import {
  admitted,
  createWorld,
  denied,
  guardIn,
  type RequestChange,
  requestOf,
  signToken,
} from '../world.ts';

const wellKnown = '/.well-known/oauth-protected-resource';
const local = { headers: { host: 'localhost:3000' }, peer: '127.0.0.1' };

const asking = async (aud: string, change: RequestChange = local) =>
  requestOf({
    ...change,
    headers: { ...change.headers, authorization: `Bearer ${await signToken({ claims: { aud } })}` },
  });

describe('a resource that is configured', () => {
  it('is never taken from Host — resource.md §5 resource, security.md Q-3', async () => {
    const guard = guardIn(createWorld());
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const reply = await denied(guard, requestOf({ url: 'http://evil.example/mcp', headers }));
    assert.match(reply.headers['www-authenticate'] ?? '', /"https:\/\/api\.example\//);
    const document = guard.metadata(requestOf({ url: `http://evil.example${wellKnown}`, headers }));
    assert.equal(JSON.parse(document?.body ?? '').resource, 'https://api.example/mcp');
  });
});

describe('a resource that is not configured', () => {
  const guard = guardIn(createWorld(), { resource: null });

  it('is the URL of the request on loopback — resource.md §5 resource', async () => {
    await admitted(guard, await asking('http://localhost:3000/mcp'));
    const reply = await denied(guard, requestOf(local));
    const expected = `resource_metadata="http://localhost:3000${wellKnown}/mcp"`;
    assert.ok(reply.headers['www-authenticate']?.includes(expected));
    for (const [url, resource] of [
      [`${wellKnown}/mcp`, 'http://localhost:3000/mcp'],
      [`/mcp${wellKnown}`, 'http://localhost:3000/mcp'],
      [wellKnown, 'http://localhost:3000/'],
    ]) {
      const document = guard.metadata(requestOf({ ...local, url: url ?? '' }));
      assert.equal(JSON.parse(document?.body ?? '').resource, resource);
    }
  });

  it('may be named by any part of the path, and by no other origin', async () => {
    const deep = { ...local, url: '/mcp/a?b=c' };
    for (const aud of [
      'http://localhost:3000',
      'http://localhost:3000/',
      'http://localhost:3000/mcp',
      'http://localhost:3000/mcp/a',
    ]) {
      await admitted(guard, await asking(aud, deep));
    }
    for (const aud of [
      'http://localhost:3000/mc',
      'http://localhost:3001/mcp',
      'https://localhost:3000/mcp',
      'http://localhost:3000/mcp/a/b',
    ]) {
      assert.equal((await denied(guard, await asking(aud, deep))).status, 401);
    }
  });

  it('is the whole origin where two programs may read the path differently — resource.md §6', async () => {
    for (const url of [
      '/mcp/..;/admin',
      '/mcp/../admin',
      '/mcp/%2e%2e/admin',
      '/mcp%2f..%2fadmin',
      '/mcp#/admin',
    ]) {
      const asked = { ...local, url };
      for (const aud of ['http://localhost:3000/mcp', `http://localhost:3000${url}`]) {
        assert.equal((await denied(guard, await asking(aud, asked))).status, 401, url);
      }
      await admitted(guard, await asking('http://localhost:3000/', asked));
      const challenge = (await denied(guard, requestOf(asked))).headers['www-authenticate'];
      assert.ok(challenge?.includes(`resource_metadata="http://localhost:3000${wellKnown}"`));
    }
  });

  const elsewhere: Readonly<Record<string, RequestChange>> = {
    'another host': { headers: { host: 'api.example' }, peer: '127.0.0.1' },
    'an absolute URL elsewhere': { url: 'http://api.example/mcp', headers: local.headers, peer: '127.0.0.1' },
    'a peer elsewhere': { headers: local.headers, peer: '192.0.2.1' },
    'no host': { peer: '127.0.0.1' },
    'two hosts': { headers: { host: ['localhost:3000', 'localhost:3000'] }, peer: '127.0.0.1' },
    'a host that is none': { headers: { host: 'a b' }, peer: '127.0.0.1' },
    'a host that ends in localhost': { headers: { host: 'localhost.evil.example' }, peer: '127.0.0.1' },
  };
  for (const [name, change] of Object.entries(elsewhere)) {
    it(`refuses everything from ${name}: 503 — resource.md §5 resource`, async () => {
      assert.equal((await denied(guard, await asking('http://localhost:3000/mcp', change))).status, 503);
      assert.equal(guard.metadata(requestOf({ ...change, url: wellKnown, peer: '192.0.2.1' }))?.status, 503);
    });
  }

  it('takes loopback in every form', async () => {
    for (const [host, peer] of [
      ['127.0.0.1:3000', '::ffff:127.0.0.1'],
      ['[::1]:3000', '::1'],
      ['LOCALHOST:3000', null],
    ] as const) {
      const aud = `http://${host.toLowerCase()}/mcp`;
      await admitted(guard, await asking(aud, { headers: { host }, peer }));
    }
  });
});

describe('prefixes of a path', () => {
  it('are bounded, however deep it is', () => {
    assert.deepEqual(prefixesOf('/a/b'), ['', '/a', '/a/b']);
    assert.deepEqual(prefixesOf('/'), ['']);
    assert.equal(prefixesOf('/a'.repeat(8000)).length, 21);
  });
});
