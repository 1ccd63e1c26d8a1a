import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '@grantor/protocol';
import { AccessError } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  firstKey,
  goodClaims,
  guardIn,
  meta,
  requestOf,
  signToken,
  start,
  withToken,
} from '../world.ts';

describe('guard', () => {
  it('tells who calls and what they may do — resource.md §1 access, resource.md §1 root', async () => {
    const world = createWorld();
    const token = await signToken({ claims: { acr: 'mfa', auth_time: start - 60 } });
    const access = await admitted(guardIn(world), withToken(token));
    const { require: _, requireAuthentication: __, ...facts } = access;
    assert.deepEqual(facts, {
      issuer: 'https://as.example',
      subject: 'u1',
      clientId: 'c1',
      scopes: ['files:read'],
      audience: ['https://api.example/mcp'],
      expiresAt: start + 3600,
      issuedAt: start,
      tokenId: 'j1',
      acr: 'mfa',
      authTime: start - 60,
      claims: { ...goodClaims, acr: 'mfa', auth_time: start - 60 },
      scheme: 'Bearer',
      user: null,
      token: Secret.of(token),
    });
    assert.doesNotMatch(inspect(access), new RegExp(token.slice(-20)));
  });

  it('adds implied scopes before it compares — resource.md §4 Hierarchy', async () => {
    const world = createWorld();
    const implies = new Map([
      ['admin', ['files:write']],
      ['files:write', ['files:read']],
    ]);
    const token = await signToken({ claims: { scope: 'admin' } });
    const access = await admitted(guardIn(world, { implies }), withToken(token));
    assert.deepEqual(access.scopes, ['admin', 'files:write', 'files:read']);
  });

  it('asks for the scopes of the operation instead of the default ones — resource.md §4 Step-up', async () => {
    const guard = guardIn(createWorld());
    const request = withToken(await signToken({ claims: { scope: 'files:write' } }));
    const both = await denied(guard, request, { scopes: ['files:read', 'files:write'] });
    assert.match(both.headers['www-authenticate'] ?? '', /scope="files:read files:write"/);
    const access = await admitted(guard, request, { scopes: ['files:write'] });
    assert.throws(
      () => access.require('files:read', 'files:write'),
      (error) => {
        assert.ok(error instanceof AccessError);
        assert.match(error.reply.headers['www-authenticate'] ?? '', /scope="files:read files:write"/);
        return error.reply.status === 403;
      },
    );
  });

  it('asks for a sign-in that is strong and recent enough — RFC 9470 §3', async () => {
    const guard = guardIn(createWorld());
    const request = withToken(await signToken({ claims: { acr: 'pwd', auth_time: start - 400 } }));
    const reply = await denied(guard, request, { acr: ['mfa', 'hw'], maxAge: 300 });
    assert.equal(reply.status, 401);
    assert.equal(
      reply.headers['www-authenticate'],
      'Bearer error="insufficient_user_authentication", ' +
        'error_description="A stronger or more recent sign-in is required", ' +
        `acr_values="mfa hw", max_age="300", resource_metadata="${meta}"`,
    );
    await admitted(guard, request, { acr: ['pwd'], maxAge: 400 });
  });

  it('names the user once everything else holds — resource.md §4 User resolution', async () => {
    const world = createWorld();
    const asked: (string | null)[] = [];
    const guard = guardIn(world, {
      resolveUser: async (access, issuer) => {
        asked.push(issuer?.issuer ?? null);
        return { id: `user of ${access.subject}`, email: null, name: null };
      },
    });
    const access = await admitted(guard, withToken(await signToken()));
    assert.equal(access.user?.id, 'user of u1');
    access.require('files:read');
    await denied(guard, withToken(await signToken({ claims: { scope: 'other' } })));
    assert.deepEqual(asked, ['https://as.example']);
  });

  it('refuses when nobody can tell who the user is — resource.md §4 Storage error, security.md Q-4', async () => {
    const resolveUser = () => Promise.reject(new Error('the database is gone'));
    const broken = guardIn(createWorld(), { resolveUser });
    const unavailable = await denied(broken, withToken(await signToken()));
    assert.equal(unavailable.status, 503);
    assert.equal(unavailable.headers['retry-after'], '5');
  });

  it('tells the log why and which token, never the token — resource.md §6 Descriptions', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const token = await signToken({ claims: { aud: 'https://other.example' } });
    await denied(guard, withToken(token));
    assert.deepEqual(world.log, [
      {
        level: 'info',
        message: 'request denied',
        kind: 'invalid_token',
        reason: 'aud does not name this resource',
        kid: firstKey.kid,
        iss: 'https://as.example',
        jti: 'j1',
      },
    ]);
    await denied(guard, requestOf());
    assert.equal(world.log.length, 1);
  });

  it('denies when something inside breaks, the log included — resource.md §6 Fail closed', async () => {
    const world = createWorld();
    const ports = {
      ...world.ports,
      log: () => {
        throw new Error('disk full');
      },
    };
    const guard = guardIn(world, {
      ports,
      localTokens: {
        isFor: () => {
          throw new Error('a bug');
        },
        validate: () => assert.fail(),
      },
    });
    assert.equal((await denied(guard, withToken(await signToken()))).status, 503);
  });
});
