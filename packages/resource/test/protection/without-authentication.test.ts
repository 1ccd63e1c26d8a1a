import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGuard, type ProtectOptions } from '../../src/index.ts';
import { createWorld, requestOf } from '../world.ts';

function guardOf(from: 'loopback' | 'anywhere') {
  const { ports, log } = createWorld();
  const options: ProtectOptions = {
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

  it('serves everybody if an owner was named for everybody', async () => {
    const { guard } = guardOf('anywhere');
    const result = await guard.check(requestOf({ peer: '192.0.2.1', headers: { host: 'mcp.example' } }));
    assert.ok(result.kind === 'allowed');
    assert.equal(result.access?.user?.id, 'ada');
  });
});
