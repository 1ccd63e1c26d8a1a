import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { familyId, familyOfTokenId, formatTokenId, readAccessTokenClaims } from '../src/index.ts';

const minimal = {
  iss: 'https://as.example',
  sub: 'u1',
  aud: 'https://api.example/',
  exp: 1_800_003_600,
  iat: 1_800_000_000,
  jti: 'j1',
  client_id: 'c1',
};

describe('readAccessTokenClaims', () => {
  it('takes the required claims alone — RFC 9068 §2.2', () => {
    assert.deepEqual(readAccessTokenClaims(minimal), minimal);
  });

  it('keeps what else the token says — protocol.md TO-1', () => {
    const full = {
      ...minimal,
      aud: ['https://a.example/', 'https://b.example/'],
      scope: '',
      auth_time: 1_800_000_000,
      acr: '1',
      amr: ['pwd'],
      cnf: { jkt: 'x', 'x5t#S256': 'y' },
      extra_uid: 'u',
      extra_service_account: { name: 'n' },
    };
    assert.deepEqual(readAccessTokenClaims(full), full);
  });

  for (const name of Object.keys(minimal)) {
    it(`refuses a token without ${name} — RFC 9068 §2.2`, () => {
      assert.equal(readAccessTokenClaims({ ...minimal, [name]: undefined }), null);
      assert.equal(readAccessTokenClaims({ ...minimal, [name]: null }), null);
      assert.equal(readAccessTokenClaims({ ...minimal, [name]: {} }), null);
      assert.equal(readAccessTokenClaims({ ...minimal, [name]: '' }), null);
    });
  }

  for (const [name, value] of Object.entries({
    aud: [],
    scope: ['a'],
    exp: '1',
    auth_time: 'x',
    amr: 'pwd',
    cnf: 'x',
  })) {
    it(`refuses ${name} as ${JSON.stringify(value)} — RFC 9068 §2.2`, () => {
      assert.equal(readAccessTokenClaims({ ...minimal, [name]: value }), null);
    });
  }

  it('never throws — security.md I-1', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(minimal)), (value, name) => {
        readAccessTokenClaims(value);
        readAccessTokenClaims({ ...minimal, [name]: value });
      }),
    );
  });
});

describe('token id', () => {
  const base64url = fc.constantFrom(...'ABCXYZabcxyz0189-_');
  const part = fc.string({ unit: base64url, minLength: 22, maxLength: 22 });

  it('names its family — protocol.md TO-3', () => {
    fc.assert(
      fc.property(part, part, (family, random) => {
        assert.equal(familyOfTokenId(formatTokenId(familyId(family), random)), family);
        assert.equal(familyOfTokenId(formatTokenId(null, random)), null);
      }),
    );
  });

  it('names none when it has another shape', () => {
    const family = 'a'.repeat(22);
    for (const jti of [
      '',
      '.',
      `${family}.`,
      `.${family}`,
      `${family}x.y`,
      `${family}.x.y`,
      `${family}.x\n`,
      `${family} .x`,
    ]) {
      assert.equal(familyOfTokenId(jti), null, JSON.stringify(jti));
    }
  });
});
