import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId } from '@grantor/protocol';
import { identityClaims } from '../../src/model/resource.ts';
import {
  basic,
  exampleAccount,
  exampleClient,
  examplePublicClient,
  exampleResource,
  type MemorySeed,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { traitsOf } from '../../src/tokens/token-traits.ts';
import { claimsOf, createWorld, expectOk, signIn, webAuthorization } from '../support.ts';

const uri = 'https://api.example';
const plain = exampleResource({ uri: 'https://plain.example' });
const person = exampleAccount({
  claims: { name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true, groups: ['engineers'] },
});
const asked = exampleResource({
  uri,
  accessTokenLifetime: 300,
  identityClaims: ['email', 'email_verified', 'name', 'preferred_username', 'groups'],
});
const identity = {
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
  preferred_username: 'ada',
  groups: ['engineers'],
};

const api = exampleClient({ id: clientId('api'), source: 'app', ownResources: [uri] });

const worldWith = (seed: MemorySeed) =>
  createWorld({
    seed: { accounts: [person], clients: [exampleClient(), examplePublicClient(), api], ...seed },
  });

/** What is said about the person beyond the subject. */
const pick = (claims: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(claims).filter(([name]) => identityClaims.some((claim) => claim === name)),
  );

describe('token traits — clients.md §9 Record', () => {
  it('are those of the client where the resource says nothing', () => {
    const client = exampleClient({ accessTokenFormat: 'opaque' });
    for (const resources of [[], [plain]]) {
      const traits = traitsOf(client, resources);
      assert.equal(traits.format, 'opaque');
      assert.equal(traits.lifetime(3600), 3600);
      assert.deepEqual(traits.claims, []);
    }
  });

  it('are read with caution for several resources', () => {
    const quick = exampleResource({
      accessTokenFormat: 'jwt',
      accessTokenTyp: 'JWT',
      accessTokenLifetime: 60,
      identityClaims: ['email', 'name'],
    });
    const slow = exampleResource({
      accessTokenFormat: 'opaque',
      accessTokenLifetime: 7200,
      identityClaims: ['name', 'groups'],
    });
    const both = traitsOf(exampleClient(), [quick, slow]);
    assert.equal(both.format, 'opaque');
    assert.equal(both.typ, 'at+jwt');
    assert.equal(traitsOf(exampleClient(), [quick]).typ, 'JWT');
    assert.equal(traitsOf(exampleClient(), []).typ, 'at+jwt');
    assert.equal(both.lifetime(3600), 60);
    assert.deepEqual(both.claims, ['name']);
    assert.equal(traitsOf(exampleClient(), [slow]).lifetime(3600), 7200);
    assert.equal(traitsOf(exampleClient(), [slow, plain]).lifetime(3600), 3600);
    assert.deepEqual(traitsOf(exampleClient(), [slow, plain]).claims, []);
  });
});

describe('access token for a resource — clients.md §9 Record', () => {
  const approval = { resources: [uri], scope: ['read'] };

  it('carries what the resource asks for, and lives as long as it says', async () => {
    const world = worldWith({ resources: [asked] });
    const answer = await signIn(world, approval);
    assert.equal(answer.expires_in, 300);
    const { exp, iat, ...claims } = claimsOf(answer.access_token);
    assert.equal(exp - iat, 300);
    assert.deepEqual(pick(claims), identity);
  });

  it('says the same at introspection in either form — protocol.md TO-2, IS-3', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const world = worldWith({ resources: [{ ...asked, accessTokenFormat }] });
      const { access_token: token } = await signIn(world, approval);
      assert.equal(token.startsWith('gat_'), accessTokenFormat === 'opaque');
      const authorization = basic('api', testSecret);
      const seen = expectOk(await world.engine.introspect(postForm({ token }, { authorization })));
      assert.deepEqual(pick(seen), identity);
      assert.equal(seen.exp - seen.iat, 300);
    }
  });

  it('says nothing of the person where nobody asked for it', async () => {
    const world = worldWith({ resources: [exampleResource({ uri })] });
    const { access_token: token } = await signIn(world, { ...approval, scope: ['openid', 'email'] });
    assert.deepEqual(pick(claimsOf(token)), {});
    const { access_token: general } = await signIn(worldWith({ resources: [asked] }), { scope: ['email'] });
    assert.deepEqual(pick(claimsOf(general)), {});
  });

  it('omits what the person has no value for, and all of it where a client acts for itself', async () => {
    const nameless = exampleAccount({ claims: { groups: [] } });
    const world = worldWith({ resources: [asked], accounts: [nameless] });
    assert.deepEqual(pick(claimsOf((await signIn(world, approval)).access_token)), {
      preferred_username: 'ada',
    });
    const fields = { grant_type: 'client_credentials', scope: 'read', resource: uri };
    const own = expectOk(await world.engine.token(postForm(fields, webAuthorization)));
    assert.deepEqual(pick(claimsOf(own.access_token)), {});
    assert.equal(own.expires_in, 300);
    const authorization = basic('api', testSecret);
    const token = own.access_token;
    const seen = expectOk(await world.engine.introspect(postForm({ token }, { authorization })));
    assert.deepEqual([seen.active, seen.sub, pick(seen)], [true, 'client:web', {}]);
  });
});
