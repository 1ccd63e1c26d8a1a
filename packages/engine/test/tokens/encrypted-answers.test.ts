import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCompactJws, readJsonObject } from '@grantor/protocol';
import type { Client } from '../../src/model/client.ts';
import {
  approveCode,
  exampleClient,
  examplePublicClient,
  getWith,
  postForm,
} from '../../src/testing/index.ts';
import { answerOf, frontChannel, request } from '../authorize/front-channel.ts';
import {
  createWorld,
  expectError,
  expectOk,
  json,
  redeem,
  refresh,
  signIn,
  webAuthorization,
} from '../support.ts';

const jwks = { keys: [{ kty: 'EC', kid: 'reader', use: 'enc' }] };

/** The encryption of the tests: which key, how, and what is in it, which is a signed JWT. */
function opened(encrypted: string) {
  const [kid, alg, enc, jwt = ''] = encrypted.split(' ');
  const jws = parseCompactJws(jwt);
  assert.ok(jws, encrypted);
  return { how: [kid, alg, enc], header: jws.header, claims: readJsonObject(jws.payload) ?? {} };
}

const worldOf = (client: Partial<Client>) =>
  createWorld({ seed: { clients: [exampleClient(client), examplePublicClient(client)] } });

const idTokens = { idTokenEncryptionAlg: 'ECDH-ES', idTokenEncryptionEnc: 'A256GCM', jwks };
const how = ['reader', 'ECDH-ES', 'A256GCM'];

describe('answers that are encrypted for their client — OpenID Connect Core §10.2, advanced.md JWR-4', () => {
  it('are ID tokens, signed before, of codes and of refreshing', async () => {
    const world = worldOf(idTokens);
    const first = await signIn(world);
    const token = opened(first.id_token);
    assert.deepEqual(token.how, how);
    assert.equal(token.header.alg, 'RS256');
    assert.equal(token.claims['aud'], 'native');
    const again = expectOk(await refresh(world, first.refresh_token));
    assert.deepEqual(opened(again.id_token).how, how);
    assert.equal(opened(again.id_token).claims['sub'], token.claims['sub']);
  });

  it('are ID tokens in the front channel', async () => {
    const client = exampleClient({ ...idTokens, consent: 'skip', responseTypes: ['code id_token'] });
    const channel = frontChannel({ seed: { clients: [client] } });
    const answer = answerOf(await channel.ask(request({ response_type: 'code id_token' })));
    const { claims, ...token } = opened(answer['id_token'] ?? '');
    assert.deepEqual(token.how, how);
    assert.ok(claims['c_hash']);
    assert.match(answer['code'] ?? '', /^gac_/);
  });

  it('are userinfo, signed even where the client named no signature — OpenID Connect Core §5.3.2', async () => {
    for (const userinfoAlg of [null, 'EdDSA']) {
      const encryption = { userinfoEncryptionAlg: 'ECDH-ES', userinfoEncryptionEnc: 'A256GCM' };
      const world = worldOf({ ...encryption, userinfoAlg, jwks });
      const { access_token, id_token } = await signIn(world);
      assert.ok(parseCompactJws(id_token), 'nothing was said of ID tokens');
      const reply = await world.engine.userinfo(getWith(access_token));
      assert.equal(reply.headers['content-type'], 'application/jwt');
      const said = opened(reply.body ?? '');
      assert.deepEqual([said.how, said.header.alg], [how, userinfoAlg ?? 'RS256']);
      assert.equal(said.claims['aud'], 'native');
      assert.ok(said.claims['sub']);
    }
  });

  it('are answers in signed modes, errors as well — JARM §2.2, advanced.md JRM-3', async () => {
    const encryption = { authorizationEncryptionAlg: 'ECDH-ES', authorizationEncryptionEnc: 'A256GCM' };
    const clients = [exampleClient({ ...encryption, jwks, consent: 'skip' })];
    const channel = frontChannel({ seed: { clients } });
    const good = answerOf(await channel.ask(request({ response_mode: 'jwt' })));
    assert.deepEqual(Object.keys(good), ['response']);
    assert.deepEqual(opened(good['response'] ?? '').how, how);
    assert.match(String(opened(good['response'] ?? '').claims['code']), /^gac_/);
    const bad = answerOf(await channel.ask(request({ response_mode: 'jwt', scope: '"' })));
    assert.equal(opened(bad['response'] ?? '').claims['error'], 'invalid_scope');
    const plain = answerOf(await channel.ask(request()));
    assert.match(plain['code'] ?? '', /^gac_/, 'in a mode that is not signed');
  });

  it('are introspection answers that are asked for as a JWT — RFC 9701 §5, advanced.md JWR-1', async () => {
    const encryption = { introspectionEncryptionAlg: 'ECDH-ES', introspectionEncryptionEnc: 'A256GCM' };
    const world = worldOf({ ...encryption, jwks });
    const { access_token: token } = await signIn(world);
    const named = 'application/token-introspection+jwt';
    const ask = (accept?: string) =>
      world.engine.introspect(postForm({ token }, { ...webAuthorization, accept }));
    const reply = await ask(named);
    assert.equal(reply.headers['content-type'], named);
    const said = opened(reply.body ?? '');
    assert.deepEqual([said.how, said.header.typ], [how, 'token-introspection+jwt']);
    assert.deepEqual(said.claims['token_introspection'], json(await ask()));
  });
});

describe('answers that cannot be encrypted for their client now', () => {
  const lost = { jwks: null, jwksUri: 'https://app.example/keys' };

  it('are none: the code counts when the keys are back — advanced.md JWR-4, clients.md §5', async () => {
    const world = worldOf({ ...idTokens, ...lost });
    const code = await approveCode(world);
    const reply = await redeem(world, code);
    expectError(reply, 503, 'temporarily_unavailable');
    assert.equal(reply.headers['retry-after'], '30');
    Object.assign(world.ports.clientKeys, { encrypt: async (jwt: string) => `reader x y ${jwt}` });
    assert.ok(opened(expectOk(await redeem(world, code)).id_token).claims['sub']);
  });

  it('are a page where they would go through the browser, and never sent readable — advanced.md JRM-3', async () => {
    const encryption = { authorizationEncryptionAlg: 'ECDH-ES', authorizationEncryptionEnc: 'A256GCM' };
    for (const consent of ['skip', 'remember'] as const) {
      const clients = [exampleClient({ ...encryption, ...lost, consent })];
      const channel = frontChannel({ seed: { clients } });
      const asked = request({ response_mode: 'jwt' });
      const shown = await channel.ask(asked);
      const outcomes =
        consent === 'skip'
          ? [shown, await channel.ask({ ...asked, scope: '"' })]
          : [await channel.decide(shown, 'deny'), await channel.decide(shown, 'approve')];
      for (const outcome of outcomes) {
        assert.ok(outcome.kind === 'refuse', outcome.kind);
        assert.equal(outcome.error.code, 'temporarily_unavailable');
      }
    }
  });

  it('leave userinfo and introspection without an answer', async () => {
    const userinfo = { userinfoEncryptionAlg: 'ECDH-ES', userinfoEncryptionEnc: 'A256GCM' };
    const inspection = { introspectionEncryptionAlg: 'ECDH-ES', introspectionEncryptionEnc: 'A256GCM' };
    const world = worldOf({ ...userinfo, ...inspection, ...lost });
    const { access_token: token } = await signIn(world);
    expectError(await world.engine.userinfo(getWith(token)), 503, 'temporarily_unavailable');
    const accept = 'application/token-introspection+jwt';
    const reply = await world.engine.introspect(postForm({ token }, { ...webAuthorization, accept }));
    expectError(reply, 503, 'temporarily_unavailable');
  });
});
