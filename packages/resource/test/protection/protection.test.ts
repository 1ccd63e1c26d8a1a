import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigurationError, createGuard } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  issuer,
  requestOf,
  resource,
  signToken,
  start,
  withToken,
} from '../world.ts';

describe('createGuard', () => {
  it('guards as its options say — resource.md §1 Options', async () => {
    const guard = createGuard({
      resource,
      issuer,
      scopes: ['read'],
      implies: { write: ['read'] },
      clockSkew: 10,
      public: ['/health'],
      metadata: { name: 'Notes' },
      ports: createWorld().ports,
    });
    const token = await signToken({ claims: { scope: 'write', exp: start - 9 } });
    assert.deepEqual((await admitted(guard, withToken(token))).scopes, ['write', 'read']);
    const expired = await signToken({ claims: { scope: 'write', exp: start - 10 } });
    assert.equal((await denied(guard, withToken(expired))).status, 401);
    assert.equal((await denied(guard, withToken(await signToken()))).status, 403);
    assert.equal((await guard.check(requestOf({ url: '/health' }))).kind, 'allowed');
    const document = guard.metadata(requestOf({ url: '/.well-known/oauth-protected-resource/mcp' }));
    assert.equal(JSON.parse(document?.body ?? '').resource_name, 'Notes');
  });

  it('is not made of options that would guard nothing — resource.md §1 Options', () => {
    assert.throws(() => createGuard({ resource }), ConfigurationError);
  });
});
