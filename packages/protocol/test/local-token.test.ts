import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import { jwtVerify } from 'jose';
import {
  epoch,
  formatLocalToken,
  type LocalSignatureAlgorithm,
  type LocalSigningKey,
  Secret,
} from '../src/index.ts';

const secret = 'an operator made this of 32 bytes and more';
const bySecret: LocalSigningKey = { kind: 'secret', secret: Secret.of(secret) };
const content = {
  subject: 'u1',
  issuedAt: epoch(1000),
  expiresIn: 60,
  scopes: ['files:read', 'files:write'],
  audience: undefined,
  tokenId: 'j1',
};
const at = (seconds: number) => ({ currentDate: new Date(seconds * 1000) });

const keys: readonly (readonly [LocalSignatureAlgorithm, KeyObject])[] = [
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ['EdDSA', generateKeyPairSync('ed25519').privateKey],
];

describe('a local token — resource.md §3 localTokens, resource.md §3 Minting', () => {
  it('is a JWT signed with HS256, as a foreign library reads it', async () => {
    const { payload, protectedHeader } = await jwtVerify(
      formatLocalToken(content, bySecret),
      Buffer.from(secret),
      at(1030),
    );
    assert.deepEqual(protectedHeader, { alg: 'HS256', typ: 'JWT' });
    assert.deepEqual(payload, {
      sub: 'u1',
      iat: 1000,
      exp: 1060,
      jti: 'j1',
      scope: 'files:read files:write',
    });
    await assert.rejects(jwtVerify(formatLocalToken(content, bySecret), Buffer.from(secret), at(1061)));
  });

  it('says nothing of scopes that were not given, and names its audience', async () => {
    const token = formatLocalToken(
      { ...content, scopes: undefined, audience: 'https://api.example' },
      bySecret,
    );
    const { payload } = await jwtVerify(token, Buffer.from(secret), at(1030));
    assert.deepEqual(payload, { sub: 'u1', aud: 'https://api.example', iat: 1000, exp: 1060, jti: 'j1' });
    const none = formatLocalToken({ ...content, scopes: [] }, bySecret);
    assert.equal((await jwtVerify(none, Buffer.from(secret), at(1030))).payload['scope'], '');
  });

  for (const [algorithm, key] of keys) {
    it(`is signed with ${algorithm} under the issuer of its own`, async () => {
      const token = formatLocalToken(content, {
        kind: 'private_key',
        key,
        algorithm,
        issuer: 'urn:operator',
      });
      const verified = await jwtVerify(token, createPublicKey(key), { ...at(1030), issuer: 'urn:operator' });
      assert.equal(verified.protectedHeader.alg, algorithm);
    });
  }

  it('is not made without a user or without an end', () => {
    assert.throws(() => formatLocalToken({ ...content, subject: '' }, bySecret), TypeError);
    for (const expiresIn of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => formatLocalToken({ ...content, expiresIn }, bySecret), TypeError);
    }
  });
});
