import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTestAuthority, type TestCertificateContent } from '@grantor/engine/testing';
import { type CertificateSubject, certificateThumbprint, epoch } from '@grantor/protocol';
import { createAuthorities, UnfitAuthority } from '../../src/keys/client-authorities.ts';

const authority = createTestAuthority('Clients');
const authorities = createAuthorities(`of clients:\n${authority.certificate}`);
const now = epoch(Math.floor(Date.now() / 1000));
const day = 86_400;

const subject = [
  ['C', 'DE'],
  ['O', 'Example, Inc.'],
  ['CN', 'Client  One'],
] as const;

function vouches(
  wanted: CertificateSubject,
  content: Partial<TestCertificateContent> = {},
  { at = now, by = authority } = {},
): boolean {
  const { der } = by.issue({ subject, ...content });
  return authorities.vouchFor({ der, thumbprint: certificateThumbprint(der) }, wanted, at);
}

const dn = (value: string): CertificateSubject => ({ kind: 'dn', value });
const named = dn('CN=Client One,O=Example\\, Inc.,C=DE');

describe('authorities for certificates of clients — advanced.md MTL-3', () => {
  it('vouch for what they issued', () => {
    assert.equal(vouches(named), true);
    assert.equal(vouches(named, { purpose: 'clients' }), true);
  });

  it('do not for what another authority issued, one of the same name too', () => {
    for (const name of ['Others', 'Clients']) {
      assert.equal(vouches(named, {}, { by: createTestAuthority(name) }), false);
    }
  });

  it('do not before and after the time of a certificate', () => {
    assert.equal(vouches(named, { to: -0.01 }), false);
    assert.equal(vouches(named, { from: 0.01 }), false);
    assert.equal(
      vouches(named, { from: -3, to: 3 }, { at: epoch(now + 2 * day) }),
      false,
      'the authority ended',
    );
  });

  it('do not for a certificate of a server — RFC 5280 §4.2.1.12', () => {
    assert.equal(vouches(named, { purpose: 'servers' }), false);
  });

  it('compare the whole subject, whatever its case and spaces — RFC 4514 §3, RFC 5280 §7.1', () => {
    for (const value of [
      'cn=client one, o=EXAMPLE\\2C Inc., c=de',
      '2.5.4.3=Client One,2.5.4.10=Example\\, Inc.,2.5.4.6=DE',
      'CN=#0c0a436c69656e74204f6e65,O=Example\\, Inc.,C=DE',
    ]) {
      assert.equal(vouches(dn(value)), true, value);
    }
    for (const value of [
      'CN=Client One',
      'C=DE,O=Example\\, Inc.,CN=Client One',
      'CN=Client One+O=Example\\, Inc.,C=DE',
      'CN=Client One,O=Example\\, Inc.,C=DE,C=DE',
      'CN=Client Two,O=Example\\, Inc.,C=DE',
      'OU=Client One,O=Example\\, Inc.,C=DE',
      'nonsense',
      '',
    ]) {
      assert.equal(vouches(dn(value)), false, value);
    }
  });

  it('find one of the alternative names, each of its kind — RFC 8705 §2.1.2', () => {
    const names = [
      ['dns', 'client.example'],
      ['uri', 'https://client.example/Path'],
      ['ip', Buffer.from([192, 0, 2, 7])],
      ['ip', Buffer.from('20010db8000000000000000000000001', 'hex')],
      ['email', 'Me@client.example'],
    ] as const;
    const cases: readonly (readonly [CertificateSubject['kind'], string, boolean])[] = [
      ['dns', 'CLIENT.example', true],
      ['dns', 'other.example', false],
      ['dns', 'https://client.example/Path', false],
      ['uri', 'https://client.example/Path', true],
      ['uri', 'https://client.example/path', false],
      ['ip', '192.0.2.7', true],
      ['ip', '2001:DB8::1', true],
      ['ip', '192.0.2.8', false],
      ['email', 'Me@CLIENT.example', true],
      ['email', 'me@client.example', false],
    ];
    for (const [kind, value, expected] of cases) {
      assert.equal(vouches({ kind, value }, { names }), expected, `${kind} ${value}`);
    }
    assert.equal(vouches({ kind: 'dns', value: 'Client  One' }), false, 'the common name is no host');
  });

  it('are refused where they are none, or where nobody would look at what they may vouch for', () => {
    const { certificate } = authority.issue({ subject });
    const constrained = createTestAuthority('Some', { constraints: 'names' });
    for (const text of [
      '',
      'nothing',
      certificate,
      authority.certificate + certificate,
      constrained.certificate,
    ]) {
      assert.throws(() => createAuthorities(text), UnfitAuthority);
    }
  });
});
