import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGuard, type ProtectOptions } from '../../src/index.ts';
import { createProtection } from '../../src/protection/protection.ts';
import { createWorld, type RequestChange, requestOf } from '../world.ts';

function guardOf(from: 'loopback' | 'anywhere', resource?: string) {
  const { ports, log } = createWorld();
  const options: ProtectOptions = {
    resource,
    withoutAuthentication: { owner: 'ada', from },
    scopes: ['files:read'],
    implies: { admin: ['files:write'] },
    ports,
  };
  return { guard: createGuard(options), log };
}

const here = { url: '/mcp', peer: '127.0.0.1', headers: { host: 'localhost:3000' } };

describe('a service without authentication — resource.md §8 GRANTOR_AUTH_REQUIRED', () => {
  it('takes every request on loopback for its one owner, who may do everything', async () => {
    const { guard, log } = guardOf('loopback');
    const result = await guard.check(requestOf(here), { scopes: ['anything'] });
    assert.ok(result.kind === 'allowed' && result.access !== null);
    const { access } = result;
    assert.deepEqual([access.subject, access.user?.id, access.issuer], ['ada', 'ada', null]);
    access.require('whatever');
    access.requireAuthentication({ maxAge: 1 });
    assert.ok(['files:read', 'admin', 'files:write'].every((scope) => access.scopes.includes(scope)));
    assert.deepEqual(
      [log[0]?.level, log[0]?.message],
      ['warn', 'authentication is off: every request on loopback is ada'],
    );
  });

  it('serves nobody else: no other peer, no other name of this machine, nobody through a proxy', async () => {
    const { guard } = guardOf('loopback');
    const elsewhere = [
      { ...here, peer: '192.0.2.1' },
      { ...here, peer: '::ffff:192.0.2.1' },
      { ...here, headers: { host: 'evil.example' } },
      { ...here, headers: { host: 'localhost.evil.example' } },
      { ...here, headers: {} },
      { ...here, headers: { host: 'localhost', 'x-forwarded-for': '192.0.2.1' } },
      { ...here, headers: { host: 'localhost', forwarded: 'for=192.0.2.1' } },
      { ...here, url: 'http://evil.example/mcp' },
    ];
    for (const request of elsewhere) {
      const result = await guard.check(requestOf(request));
      assert.ok(result.kind === 'denied', JSON.stringify(request));
      assert.equal(result.reply.status, 403);
    }
    for (const peer of ['::1', '::ffff:127.0.0.1', '127.8.9.1']) {
      assert.equal((await guard.check(requestOf({ ...here, peer }))).kind, 'allowed');
    }
  });

  it('serves nobody where the platform does not tell who asks', async () => {
    const { guard, log } = guardOf('loopback');
    const result = await guard.check(requestOf({ ...here, peer: null }));
    assert.ok(result.kind === 'denied');
    assert.equal(result.reply.status, 403);
    assert.deepEqual(
      [log[1]?.message, log[1]?.kind, log[1]?.reason],
      [
        'request denied',
        'without_authentication',
        'Without authentication the server must tell who asks: hand it on.',
      ],
    );
  });

  it('serves no host that cannot be read, and none beside another', async () => {
    const { guard } = guardOf('loopback');
    const hosts = [
      ['localhost', 'localhost'],
      ['evil.example@localhost'],
      ['localhost/x'],
      ['localhost#'],
      ['a b'],
      [''],
    ];
    for (const host of hosts) {
      assert.equal(
        (await guard.check(requestOf({ ...here, headers: { host } }))).kind,
        'denied',
        String(host),
      );
    }
    const absolute = { ...here, url: 'http://evil.example/mcp' };
    assert.equal((await guard.check(requestOf(absolute))).kind, 'denied');
    const inProcess = { url: 'http://localhost:3000/mcp', peer: '127.0.0.1' };
    assert.equal((await guard.check(requestOf(inProcess))).kind, 'allowed');
  });

  it('tells no script of another origin anything, whatever kind of service it is', async () => {
    const protection = createProtection(
      { withoutAuthentication: { owner: 'ada', from: 'loopback' }, ports: createWorld().ports },
      'mcp',
    );
    const headers = {
      ...here.headers,
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
    };
    const unread = () => assert.fail('the body was read');
    const preflight = await protection.enter(requestOf({ ...here, method: 'OPTIONS', headers }), unread);
    assert.ok(preflight.kind === 'answered');
    assert.equal(preflight.reply.status, 403);
    assert.deepEqual(
      Object.keys(preflight.reply.headers).filter((name) => name.startsWith('access-control')),
      [],
    );
    const open = await protection.enter(requestOf(here), unread);
    assert.ok(open.kind === 'open');
    assert.deepEqual(open.headers, {});
  });

  describe('for whose every request an owner was named', () => {
    const from = (host: string, headers: RequestChange['headers'] = {}) =>
      requestOf({ peer: '192.0.2.1', headers: { host, ...headers } });

    it('serves everybody, under every name that no stranger can point at it', async () => {
      const { guard } = guardOf('anywhere', 'https://mcp.example/mcp');
      for (const host of [
        ...[
          'mcp.example',
          'mcp.example:8443',
          'localhost:3000',
          '192.0.2.7:3000',
          '[2001:db8::7]:3000',
          'notes:3000',
        ],
        ...['nas.local', 'notes.svc.cluster.local', 'notes.internal', 'dev.localhost'],
      ]) {
        const result = await guard.check(from(host));
        assert.ok(result.kind === 'allowed', host);
        assert.equal(result.access?.user?.id, 'ada');
      }
      for (const host of [
        'evil.example',
        'a.mcp.example',
        'local.evil.example',
        'mcp.example.',
        '192.0.2.7.evil.example',
      ]) {
        assert.equal((await guard.check(from(host))).kind, 'denied', host);
      }
    });

    it('serves its own pages, whatever its proxy calls it, and no website', async () => {
      const { guard } = guardOf('anywhere', 'https://mcp.example/mcp');
      for (const origin of ['https://mcp.example', 'http://notes:3000']) {
        assert.equal((await guard.check(from('notes:3000', { origin }))).kind, 'allowed', origin);
      }
      for (const origin of ['https://evil.example', 'null', 'http://notes', 'https://mcp.example:444', '']) {
        assert.equal((await guard.check(from('notes:3000', { origin }))).kind, 'denied', origin);
      }
    });

    it('is known by no public name without a resource', async () => {
      const { guard } = guardOf('anywhere');
      assert.equal((await guard.check(from('mcp.example'))).kind, 'denied');
      assert.equal((await guard.check(from('192.0.2.7'))).kind, 'allowed');
    });
  });

  it('cannot let scripts of every origin in', () => {
    const options: ProtectOptions = { withoutAuthentication: { owner: 'ada', from: 'loopback' }, cors: true };
    assert.throws(() => createGuard(options), /cors cannot be on/);
  });
});
