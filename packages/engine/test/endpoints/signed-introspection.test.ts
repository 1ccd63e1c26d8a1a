import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientId, parseCompactJws, readJsonObject } from '@grantor/protocol';
import {
  basic,
  exampleClient,
  examplePublicClient,
  postForm,
  testSecret,
  testStart,
} from '../../src/testing/index.ts';
import { isIdToken } from '../../src/tokens/jwt-kinds.ts';
import { createWorld, expectError, json, signIn, type World, webAuthorization } from '../support.ts';

const named = 'application/token-introspection+jwt';

const ask = (world: World, accept: string | undefined, token: string, caller = webAuthorization) =>
  world.engine.introspect(postForm({ token }, { ...caller, accept }));

/** The answer, which is a JWT. */
async function said(world: World, token: string, caller = webAuthorization) {
  const reply = await ask(world, named, token, caller);
  assert.equal(reply.headers['content-type'], named);
  assert.equal(reply.headers['cache-control'], 'no-store');
  const jws = parseCompactJws(reply.body ?? '');
  assert.ok(jws);
  return { header: jws.header, claims: readJsonObject(jws.payload) ?? {} };
}

describe('introspection that is asked for a JWT', () => {
  it('says in it, to the caller alone, what it says without — RFC 9701 §5, advanced.md JWR-1', async () => {
    const world = createWorld();
    const { access_token: token } = await signIn(world);
    const plain = json(await ask(world, undefined, token));
    assert.equal(plain.active, true);
    const { header, claims } = await said(world, token);
    assert.deepEqual(header, { alg: 'RS256', typ: 'token-introspection+jwt', kid: 'rsa' });
    assert.deepEqual(claims, {
      ...{ iss: 'https://auth.example', aud: 'web', iat: testStart / 1000 },
      token_introspection: plain,
    });
    const verified = { header, claims };
    assert.equal(isIdToken(verified), false);
  });

  it('says no more of a token that is not active, or not theirs — RFC 7662 §2.2, advanced.md JWR-1, JWR-2', async () => {
    const other = exampleClient({ id: clientId('other'), source: 'app' });
    const world = createWorld({ seed: { clients: [exampleClient(), examplePublicClient(), other] } });
    const { access_token: token } = await signIn(world);
    assert.deepEqual((await said(world, 'unheard-of')).claims['token_introspection'], { active: false });
    const { claims } = await said(world, token, { authorization: basic('other', testSecret) });
    assert.equal(claims['aud'], 'other');
    assert.deepEqual(claims['token_introspection'], { active: false });
  });

  it('is signed as the caller registered — RFC 9701 §6, advanced.md JWR-1', async () => {
    const world = createWorld({
      seed: { clients: [exampleClient({ introspectionAlg: 'EdDSA' }), examplePublicClient()] },
    });
    assert.equal((await said(world, 'unheard-of')).header.alg, 'EdDSA');
  });

  it('is asked by that very type — RFC 9701 §4, RFC 9110 §12.5.1', async () => {
    const world = createWorld();
    const answers = [
      [undefined, 'application/json'],
      ['*/*', 'application/json'],
      ['application/*', 'application/json'],
      ['application/json', 'application/json'],
      [`${named};q=0`, 'application/json'],
      [`application/json, ${named};q=0.5`, named],
      ['Application/Token-Introspection+JWT', named],
    ] as const;
    for (const [accept, type] of answers)
      assert.equal((await ask(world, accept, 'x')).headers['content-type'], type, String(accept));
  });

  it('answers errors as ever — RFC 7662 §2.3', async () => {
    const wrong = { authorization: basic('web', 'wrong') };
    expectError(await ask(createWorld(), named, 'x', wrong), 401, 'invalid_client');
  });
});
