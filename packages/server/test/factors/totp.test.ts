import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instant, Secret } from '@grantor/protocol';
import { newTotpSecret, totpCode, totpStep, totpUri } from '../../src/factors/totp.ts';

/** The key of RFC 6238, Appendix B: twenty ASCII digits. */
const secret = Secret.of('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');

/** Its times in seconds, and the last six of the eight digits of its codes. */
const vectors = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

describe('codes of authenticator apps — product.md F-2', () => {
  it('are those of RFC 6238, Appendix B', () => {
    for (const [seconds, code] of vectors) {
      assert.equal(totpCode(secret, instant(seconds * 1000)), code);
      assert.equal(totpStep(secret, code, instant(seconds * 1000)), Math.floor(seconds / 30));
    }
  });

  it('are right one step early or late, and no more', () => {
    const now = 1_800_000_000_000;
    const code = totpCode(secret, instant(now));
    const step = now / 1000 / 30;
    for (const off of [-30_000, 0, 29_000, 30_000])
      assert.equal(totpStep(secret, code, instant(now + off)), step, String(off));
    for (const off of [-31_000, 60_000]) assert.equal(totpStep(secret, code, instant(now + off)), null);
  });

  it('are read as apps show them, in two groups', () => {
    assert.equal(totpStep(secret, ' 287 082', instant(59_000)), 1);
    for (const typed of ['', '28708', '2870820', '28708a', '287082\u0000', '２８７０８２'])
      assert.equal(totpStep(secret, typed, instant(59_000)), null, typed);
  });

  it('come of 160 random bits, and of an address that every app reads', () => {
    const secrets = Array.from({ length: 20 }, () => newTotpSecret().reveal());
    assert.equal(new Set(secrets).size, 20);
    for (const made of secrets) assert.match(made, /^[A-Z2-7]{32}$/);
    const uri = new URL(totpUri(secret, { issuer: 'Acme: ID', account: 'ada' }));
    assert.equal(uri.protocol, 'otpauth:');
    assert.equal(decodeURIComponent(uri.pathname), '/Acme  ID:ada');
    assert.deepEqual(Object.fromEntries(uri.searchParams), {
      ...{ issuer: 'Acme  ID', secret: secret.reveal(), algorithm: 'SHA1', digits: '6', period: '30' },
    });
  });
});
