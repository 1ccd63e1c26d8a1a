import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCompactJws, sha256 } from '@grantor/protocol';
import { SignJWT } from 'jose';
import { createSharedSecrets, withSealed } from '../../src/keys/shared-secrets.ts';
import { createTestSealer } from './store.ts';

const sealer = createTestSealer();
const shared = createSharedSecrets(sealer);

const secretOf = (value: string) => withSealed({ hash: sha256(value), expiresAt: null }, value, sealer);

async function signed(value: string, alg = 'HS256') {
  const jwt = await new SignJWT({ sub: 'web' })
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(value));
  return parseCompactJws(jwt) ?? assert.fail('no JWS');
}

const value = 'ein-Geheimnis-mit-Ümlauten-und-genug-Zeichen';

describe('secrets that are kept to be read again — advanced.md CAU-6', () => {
  it('verify what others sign with their UTF-8 octets — RFC 7518 §3.2, OpenID Connect Core §10.1', async () => {
    assert.equal(shared.signed(await signed(value), secretOf(value)), true);
    assert.equal(shared.signed(await signed(`${value}.`), secretOf(value)), false);
    assert.equal(shared.signed(await signed(value.repeat(2), 'HS384'), secretOf(value.repeat(2))), false);
    const jws = await signed(value);
    for (const signature of [new Uint8Array(), jws.signature.subarray(1), new Uint8Array(32)])
      assert.equal(shared.signed({ ...jws, signature }, secretOf(value)), false);
  });

  it('are none where only the hash is kept', async () => {
    const hash = sha256(value);
    assert.equal(shared.signed(await signed(value), { hash, expiresAt: null }), false);
    assert.equal(shared.signed(await signed(hash), { hash, expiresAt: null }), false);
  });

  it('are sealed, each under a label of its own — operations.md B-5, security.md T-10', async () => {
    const secret = secretOf(value);
    assert.ok(!JSON.stringify(secret).includes(value));
    const moved = { ...secretOf('another-secret-of-the-client'), sealed: secret.sealed ?? '' };
    const jws = await signed(value);
    assert.throws(() => shared.signed(jws, moved));
  });
});
