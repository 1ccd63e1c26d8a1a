import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  encryptForTests,
  exampleKeyClient,
  postForm,
  signByClient,
  testStart,
} from '../../src/testing/index.ts';
import { expectError, expectOk, type World, webAuthorization } from '../support.ts';

import { ask, asker, type Fields, grantTypes, shownFirst, worldOf } from './backchannel.ts';

describe('a signed request to a person', () => {
  const now = testStart / 1000;
  const claims = {
    ...{ iss: 'web', aud: 'https://auth.example', exp: now + 60, iat: now, nbf: now, jti: 'one' },
    ...{ scope: 'openid read', login_hint: 'ada', binding_message: 'W4SCT', requested_expiry: 60 },
  };
  const signer = (change = {}) =>
    exampleKeyClient({
      grantTypes,
      authMethod: 'client_secret_basic',
      secrets: asker().secrets,
      ...change,
    });
  const send = (world: World, change: Record<string, unknown> = {}, beside: Fields = {}) =>
    world.engine.backchannelAuthentication(
      postForm({ request: signByClient({ ...claims, ...change }), ...beside }, webAuthorization),
    );

  it('is the whole request, once — CIBA §7.1.1, advanced.md CIB-2', async () => {
    const world = worldOf(signer());
    assert.equal(expectOk(await send(world)).expires_in, 60);
    assert.equal((await shownFirst(world)).bindingMessage, 'W4SCT');
    expectError(await send(world), 400, 'invalid_request');
    expectOk(await send(world, { jti: 'two' }));
  });

  const refused: readonly [what: string, change: Record<string, unknown>, beside?: Fields][] = [
    ['another issuer', { iss: 'native' }],
    ['the client as its subject', { sub: 'web' }],
    ['another audience', { aud: 'https://other.example' }],
    ['no audience', { aud: undefined }],
    ['no exp', { exp: undefined }],
    ['one that has expired', { exp: now - 31 }],
    ['one that lives too long', { exp: now + 3631 }],
    ['no iat', { iat: undefined }],
    ['no nbf', { nbf: undefined }],
    ['one of tomorrow', { nbf: now + 86_400 }],
    ['no jti', { jti: undefined }],
    ['a parameter beside it', {}, { scope: 'openid' }],
  ];
  for (const [what, change, beside] of refused) {
    it(`refuses ${what} — CIBA §7.1.1`, async () => {
      expectError(await send(worldOf(signer()), change, beside), 400, 'invalid_request');
    });
  }

  it('is needed of a client that registered how it signs, in that algorithm — CIBA §4', async () => {
    expectError(await ask(worldOf(signer({ backchannelRequestAlg: 'EdDSA' }))), 400, 'invalid_request');
    expectOk(await send(worldOf(signer({ backchannelRequestAlg: 'EdDSA' }))));
    expectError(await send(worldOf(signer({ backchannelRequestAlg: 'RS256' }))), 400, 'invalid_request');
  });

  it('may be encrypted for us, and is judged inside as any other — RFC 9101 §6.1', async () => {
    const sealed = (world: World, text: string) =>
      world.engine.backchannelAuthentication(postForm({ request: encryptForTests(text) }, webAuthorization));
    const world = worldOf(signer());
    expectOk(await sealed(world, signByClient(claims)));
    expectError(await sealed(world, signByClient(claims)), 400, 'invalid_request'); // It counts once
    expectError(
      await sealed(world, signByClient({ ...claims, jti: 'two', exp: now - 60 })),
      400,
      'invalid_request',
    );
    expectError(await sealed(world, JSON.stringify(claims)), 400, 'invalid_request');
    const foreign = await world.engine.backchannelAuthentication(
      postForm({ request: 'a.b.c.d.e' }, webAuthorization),
    );
    assert.match(JSON.parse(foreign.body ?? '').error_description, /cannot be decrypted/);
  });

  it('has to be encrypted where its client has to — advanced.md JAR-6', async () => {
    const must = {
      ...{ requireEncryptedRequestObject: true, requestObjectEncryptionAlg: 'ECDH-ES' },
      requestObjectEncryptionEnc: 'A128GCM',
    };
    expectError(await send(worldOf(signer(must))), 400, 'invalid_request');
    expectError(await ask(worldOf(signer(must))), 400, 'invalid_request');
    const request = encryptForTests(signByClient(claims));
    expectOk(
      await worldOf(signer(must)).engine.backchannelAuthentication(postForm({ request }, webAuthorization)),
    );
  });

  it('is not taken from other keys, nor unsigned — advanced.md JAR-3', async () => {
    const world = worldOf(signer({ jwks: { keys: [] } }));
    expectError(await send(world), 400, 'invalid_request');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    const reply = await worldOf(signer()).engine.backchannelAuthentication(
      postForm({ request: unsigned }, webAuthorization),
    );
    expectError(reply, 400, 'invalid_request');
  });
});
