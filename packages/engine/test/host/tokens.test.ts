/** What the program around the server asks about tokens (distribution.md L-4). */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secondOf } from '@grantor/protocol';
import { postForm } from '../../src/testing/index.ts';
import { claimsOf, createWorld, json, signIn, type World, webAuthorization } from '../support.ts';

const audience = 'https://auth.example';

const faultOf = async (world: World, token: string, demand: { audience: string; scopes?: string[] }) => {
  const check = await world.engine.checkToken(token, demand);
  return check.kind === 'refused' ? check.fault : null;
};

describe('a token in the hands of the application', () => {
  it('says who and what, if it is good for that — distribution.md L-4', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const check = await world.engine.checkToken(token, { audience, scopes: ['read', 'write'] });
    assert.ok(check.kind === 'good');
    const { subject, username, clientId, audience: meant, scopes } = check.token;
    assert.deepEqual([subject, username, clientId, meant], ['user-1', 'ada', 'native', [audience]]);
    for (const scope of ['openid', 'profile', 'read', 'write']) assert.ok(scopes.includes(scope), scope);
  });

  it('is refused for what it is not good for, by reason — distribution.md L-4', async () => {
    const world = createWorld();
    const { access_token: token, refresh_token: refresh } = await signIn(world);
    assert.equal(await faultOf(world, token, { audience: 'https://other.example' }), 'audience');
    assert.equal(await faultOf(world, token, { audience, scopes: ['read', 'admin'] }), 'scope');
    for (const other of ['', 'nonsense', `${token}x`, refresh])
      assert.equal(await faultOf(world, other, { audience }), 'inactive', other);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const bound = await world.ports.keys.sign({
      ...({ use: 'access_token', alg: null, typ: 'at+jwt', now: secondOf(world.clock.now()) } as const),
      claims: { ...claims, cnf: { jkt: 'the thumbprint of a key' } },
    });
    assert.equal(await faultOf(world, bound, { audience }), 'bound');
    world.clock.advance(10 * 3600 + 1);
    assert.equal(await faultOf(world, token, { audience }), 'expired');
  });

  it('is described as introspection describes it, with what it implies and is bound to — RFC 7662 §2.2', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const answer = await world.engine.introspect(postForm({ token }, webAuthorization));
    const { scope, ...described } = (await world.engine.describeToken(token)) ?? {};
    const { scope: told, ...introspected } = json(answer);
    assert.deepEqual(JSON.parse(JSON.stringify(described)), introspected);
    for (const each of told.split(' ')) assert.ok(String(scope).split(' ').includes(each), each);
    const cnf = { jkt: 'the thumbprint of a key' };
    const bound = await world.ports.keys.sign({
      ...({ use: 'access_token', alg: null, typ: 'at+jwt', now: secondOf(world.clock.now()) } as const),
      claims: { ...claimsOf(token), cnf },
    });
    assert.deepEqual((await world.engine.describeToken(bound))?.['cnf'], cnf);
    await world.engine.endToken(token);
    assert.equal(await world.engine.describeToken(token), null);
  });

  it('ends alone, or with its family by the refresh token, and once — RFC 7009 §2.1', async () => {
    const world = createWorld();
    const first = await signIn(world);
    assert.equal(await world.engine.endToken(first.access_token), true);
    assert.equal(await faultOf(world, first.access_token, { audience }), 'inactive');
    assert.equal(await world.engine.endToken(first.access_token), false);
    assert.equal(await world.engine.endToken(first.refresh_token), true);
    assert.equal(await world.engine.endToken(first.refresh_token), false);
    assert.equal(await world.engine.endToken('nonsense'), false);
  });
});
