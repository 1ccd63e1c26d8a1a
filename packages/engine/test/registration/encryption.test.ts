import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseClientMetadata } from '../../src/registration/metadata.ts';
import { createWorld, expectError, json } from '../support.ts';
import { jsonRequest, manage, metadata, register } from './client.ts';
import { echo, type Json, parse, policy, refused, rules, unacceptable } from './metadata-world.ts';

const rsa = {
  kty: 'RSA',
  n: Buffer.alloc(256, 0xbb).toString('base64url'),
  e: 'AQAB',
  kid: 'rsa',
  use: 'enc',
};
const ec = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'ec' };
const edwards = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'ed' };

const kinds = ['id_token', 'userinfo', 'authorization', 'introspection'];
const algOf = (kind: string) => `${kind}_encrypted_response_alg`;
const encOf = (kind: string) => `${kind}_encrypted_response_enc`;
const keys = (...all: object[]) => ({ jwks: { keys: all } });

describe('metadata about answers that are encrypted — advanced.md JWR-4', () => {
  it('is kept with the usual encryption of content where it names none — OpenID Connect Registration §2', () => {
    for (const kind of kinds) {
      const said = echo({ [algOf(kind)]: 'RSA-OAEP-256', ...keys(rsa) });
      assert.deepEqual([said[algOf(kind)], said[encOf(kind)]], ['RSA-OAEP-256', 'A128CBC-HS256'], kind);
      const other = echo({ [algOf(kind)]: 'ECDH-ES', [encOf(kind)]: 'A256GCM', ...keys(ec) });
      assert.deepEqual([other[algOf(kind)], other[encOf(kind)]], ['ECDH-ES', 'A256GCM'], kind);
      assert.equal(echo()[encOf(kind)], undefined);
    }
    assert.equal(parse().idTokenEncryptionAlg, null);
  });

  it('names what is served, and how the key is encrypted if the content is — RFC 8725 §3.2', () => {
    for (const kind of kinds) {
      for (const alg of ['RSA1_5', 'RSA-OAEP', 'dir', 'A128KW', 'none', 'RS256'])
        unacceptable({ [algOf(kind)]: alg, ...keys(rsa, ec) }, algOf(kind));
      unacceptable({ [algOf(kind)]: 'ECDH-ES', [encOf(kind)]: 'A512GCM', ...keys(ec) }, encOf(kind));
      unacceptable({ [encOf(kind)]: 'A256GCM', ...keys(ec) }, encOf(kind));
    }
  });

  it('comes with a key for it — advanced.md JWR-4', () => {
    const wanting: readonly [alg: string, more: Json][] = [
      ['ECDH-ES', {}],
      ['ECDH-ES', keys(rsa)],
      ['ECDH-ES', keys(edwards)],
      ['ECDH-ES', keys({ ...ec, crv: 'secp256k1' })],
      ['ECDH-ES', keys({ ...ec, use: 'sig' })],
      ['ECDH-ES', keys({ ...ec, alg: 'ES256' })],
      ['RSA-OAEP-256', keys(ec)],
      ['RSA-OAEP-256', keys({ ...rsa, alg: 'RSA-OAEP' })],
    ];
    for (const [alg, more] of wanting)
      for (const kind of kinds) unacceptable({ [algOf(kind)]: alg, ...more }, algOf(kind));
    assert.ok(parse({ id_token_encrypted_response_alg: 'ECDH-ES', ...keys(rsa, edwards, ec) }));
  });

  it('says the same under every profile, whatever it thinks of signatures — advanced.md SW-7', async () => {
    const { registrationRules } = await import('../../src/registration/rules.ts');
    const { ports } = createWorld();
    const strict = registrationRules({ ports, policy: { ...policy, profile: 'fapi2-security' } }, [], []);
    const client = { ...metadata(), ...keys(ec), token_endpoint_auth_method: 'private_key_jwt' };
    const read = parseClientMetadata({ ...client, id_token_encrypted_response_alg: 'ECDH-ES' }, strict);
    assert.equal(read.idTokenEncryptionEnc, 'A128CBC-HS256');
    assert.ok(rules.algorithms['id_token_encrypted_response_alg']?.includes('ECDH-ES'));
    refused({ ...metadata(), [algOf('userinfo')]: 7 }, 'invalid_client_metadata', algOf('userinfo'));
  });
});

describe('a client whose keys are at an address', () => {
  const wanted = { jwks_uri: 'https://list.example/keys', id_token_encrypted_response_alg: 'ECDH-ES' };

  it('is refused while there is none for what it wants encrypted, at registration and after — advanced.md JWR-4', async () => {
    const world = createWorld(); // in which no address answers
    const reply = await world.engine.register(jsonRequest(metadata(wanted)));
    expectError(reply, 400, 'invalid_client_metadata');
    assert.match(json(reply).error_description, /^id_token_encrypted_response_alg: /);
    const told = await register(world, { jwks_uri: wanted.jwks_uri });
    const body = { ...metadata(wanted), client_id: told.client_id };
    expectError(await manage(world, 'replaceClient', { told, body }), 400, 'invalid_client_metadata');
  });

  it('is taken when there is one', async () => {
    const world = createWorld();
    const asked: unknown[] = [];
    Object.assign(world.ports.clientKeys, {
      canEncrypt: async (reader: unknown) => asked.push(reader) > 0,
    });
    assert.equal((await register(world, wanted))['id_token_encrypted_response_enc'], 'A128CBC-HS256');
    assert.deepEqual(asked, [{ alg: 'ECDH-ES', enc: 'A128CBC-HS256', jwks: null, jwksUri: wanted.jwks_uri }]);
  });
});
