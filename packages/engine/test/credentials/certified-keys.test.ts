import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { epoch, type ProvedKey, parseCompactJws, verifyByEmbeddedKey } from '@grantor/protocol';
import { createTestAuthority, selfSigned, type TestIssued } from '../../src/testing/index.ts';

const now = epoch(Date.now() / 1000);
const authority = createTestAuthority('wallet makers');
const device = authority.issue({ subject: [['CN', 'device']] });
const baseOf = ({ der }: TestIssued): string => der.toString('base64');

/** A proof by the key of the device, with what is in its header. */
function proved(
  header: Readonly<Record<string, unknown>>,
  { by = device, at = now as typeof now | null } = {},
): ProvedKey | string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ typ: 'proof+jwt', alg: 'ES256', ...header })}.${encode({})}`;
  const key = { key: createPrivateKey(by.privateKey), dsaEncoding: 'ieee-p1363' as const };
  const jws = parseCompactJws(`${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`);
  assert.ok(jws !== null);
  return verifyByEmbeddedKey(jws, {
    ...{ typ: 'proof+jwt', algorithms: ['ES256'] },
    ...(at === null ? {} : { chainAt: at }),
  });
}

describe('a key that comes with certificates — OpenID4VCI Appendix F.1, federation-vci-authlete.md VCI-10', () => {
  it('is that of the first of them', () => {
    const { x5c: _, ...jwk } = device.jwk;
    for (const x5c of [[baseOf(device), baseOf(authority)], [baseOf(device)]]) {
      const key = proved({ x5c });
      assert.ok(typeof key !== 'string', String(key));
      assert.deepEqual(key.jwk, jwk);
    }
  });

  it('comes so only where a chain is taken, and never beside jwk', () => {
    const x5c = [baseOf(device)];
    assert.equal(typeof proved({ x5c }, { at: null }), 'string');
    assert.equal(typeof proved({ x5c, jwk: device.jwk }), 'string');
    assert.equal(typeof proved({ jwk: device.jwk }), 'object');
  });

  it('comes from no authority whose key nobody could register: its signature may cost what its sender likes', () => {
    for (const [rsa, expected] of [
      [1024, 'string'],
      [2048, 'object'],
    ] as const) {
      const rsaAuthority = createTestAuthority('by RSA', { rsa });
      const issued = rsaAuthority.issue({ subject: [['CN', 'device']] });
      const x5c = [baseOf(issued), baseOf(rsaAuthority)];
      assert.equal(typeof proved({ x5c }, { by: issued }), expected);
    }
  });

  it('counts only where each certificate is in its time and issued by the next, an authority', () => {
    const stranger = createTestAuthority('another');
    const late = authority.issue({ subject: [['CN', 'device']], to: -0.5 });
    const early = authority.issue({ subject: [['CN', 'device']], from: 0.5 });
    const leaf = selfSigned({ subject: [['CN', 'no authority']] });
    const given = leaf.issue({ subject: [['CN', 'device']] });
    for (const [x5c, by] of [
      [[], device],
      [['AAAA'], device],
      [[baseOf(device), 7], device],
      ['text', device],
      [[baseOf(device), baseOf(stranger)], device],
      [[baseOf(given), baseOf(leaf)], given],
      [[baseOf(authority), baseOf(device)], device],
      [[baseOf(late)], late],
      [[baseOf(early)], early],
      [[baseOf(device)], leaf],
      [[baseOf(device), ...Array.from({ length: 6 }, () => baseOf(authority))], device],
    ] as const)
      assert.equal(typeof proved({ x5c }, { by }), 'string', JSON.stringify(x5c));
  });
});
