import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { epoch, Secret } from '@grantor/protocol';
import type { IssuerOptions, LocalTokens } from '../../src/index.ts';
import {
  admitted,
  createWorld,
  denied,
  discoveryUrl,
  encode,
  goodClaims,
  guardIn,
  issuer,
  jwksUri,
  plainIssuer,
  signToken,
  start,
  testKey,
  withToken,
} from '../world.ts';

const introspect = `${issuer}/introspect`;

const asked = (tokens: 'opaque' | 'always'): IssuerOptions => ({
  ...plainIssuer,
  introspection: {
    clientId: 'api',
    credential: { kind: 'client_secret', secret: Secret.of('s') },
    tokens,
  },
});

function worldWithIntrospection() {
  const world = createWorld();
  world.served.set(discoveryUrl, { json: { issuer, jwks_uri: jwksUri, introspection_endpoint: introspect } });
  world.served.set(introspect, { json: { active: true, ...goodClaims, sub: 'asked' } });
  return world;
}

const local: LocalTokens = {
  isFor: ({ claims }) => claims['iss'] === 'local',
  validate: () => ({
    ...{ issuer: null, subject: 'local', clientId: null, scopes: ['files:read'], audience: [] },
    ...{ expiresAt: epoch(start + 60), issuedAt: null, tokenId: null, acr: null, authTime: null },
    ...{ confirmation: null, claims: {} },
  }),
};

const hs256 = (() => {
  const input = `${encode({ alg: 'HS256' })}.${encode(goodClaims)}`;
  return `${input}.${createHmac('sha256', 'x').update(input).digest('base64url')}`;
})();

describe('the validator of a token', () => {
  it('is the local one for a symmetric algorithm, whatever iss says — resource.md §2 One validator', async () => {
    const access = await admitted(guardIn(createWorld(), { localTokens: local }), withToken(hs256));
    assert.equal(access.subject, 'local');
    await denied(guardIn(createWorld()), withToken(hs256));
  });

  it('is the local one for its own issuer — resource.md §3 localTokens', async () => {
    const token = await signToken({ claims: { iss: 'local' } });
    const access = await admitted(guardIn(createWorld(), { localTokens: local }), withToken(token));
    assert.equal(access.subject, 'local');
  });

  it('is that of the one issuer that iss names — resource.md §2 One validator', async () => {
    const world = createWorld();
    const second = 'https://second.example/';
    const key = testKey('second');
    world.served.set('https://second.example/keys', { json: { keys: [key.jwk] } });
    const issuers = [plainIssuer, { ...plainIssuer, issuer: second, jwksUri: 'https://second.example/keys' }];
    const guard = guardIn(world, { issuers });
    const access = await admitted(guard, withToken(await signToken({ key, claims: { iss: second } })));
    assert.equal(access.issuer, second);
    // The key of one issuer never vouches for the name of another
    await denied(guard, withToken(await signToken({ key })));
    await denied(guard, withToken(await signToken({ claims: { iss: second } })));
  });

  it('is none for any other JWT: it is shown to nobody — resource.md §2 One validator', async () => {
    const world = worldWithIntrospection();
    const guard = guardIn(world, { issuers: [asked('opaque')] });
    for (const iss of ['https://other.example', undefined, '']) {
      await denied(guard, withToken(await signToken({ claims: { iss } })));
    }
    await denied(guard, withToken(`${encode({ alg: 'none' })}.${encode(goodClaims)}.`));
    await denied(guard, withToken(`${encode({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`));
    assert.equal(world.requests.length, 0);
  });

  it('is introspection for an opaque token, where an issuer has it — resource.md §2 One validator', async () => {
    const world = worldWithIntrospection();
    const access = await admitted(guardIn(world, { issuers: [asked('opaque')] }), withToken('opaque-token'));
    assert.equal(access.subject, 'asked');
    const reply = await denied(guardIn(createWorld()), withToken('opaque-token'));
    assert.equal(reply.status, 401);
  });

  it('is introspection for JWTs too if it is always asked — resource.md §2 Introspection', async () => {
    const world = worldWithIntrospection();
    const token = withToken(await signToken());
    assert.equal((await admitted(guardIn(world, { issuers: [asked('opaque')] }), token)).subject, 'u1');
    assert.equal((await admitted(guardIn(world, { issuers: [asked('always')] }), token)).subject, 'asked');
    world.served.set(introspect, { json: { active: false } });
    await denied(guardIn(world, { issuers: [asked('always')] }), token);
  });
});

describe('verified tokens', () => {
  it('are not verified again, but for what may differ between requests — resource.md §2 Verified-token cache', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const token = await signToken();
    await admitted(guard, withToken(token));
    await admitted(guard, withToken(token));
    assert.equal((await denied(guard, withToken(token), { scopes: ['other'] })).status, 403);
    assert.equal(world.asked(jwksUri), 1);
  });

  it('end when the keys change: a removed key vouches for nothing — resource.md §2 Verified-token cache', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const token = withToken(await signToken());
    await admitted(guard, token);
    world.served.set(jwksUri, { json: { keys: [testKey('next').jwk] } });
    world.now = epoch(world.now + 600);
    assert.equal((await denied(guard, token)).status, 401);
  });

  it('stay when the same keys are fetched again — resource.md §2 Verified-token cache', async () => {
    const world = createWorld();
    const guard = guardIn(world);
    const token = withToken(await signToken());
    await admitted(guard, token);
    world.now = epoch(world.now + 600);
    await admitted(guard, token);
    assert.equal(world.asked(jwksUri), 2);
  });
});
