import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { epoch, Secret } from '@grantor/protocol';
import fc from 'fast-check';
import { base64url, type JWTPayload, SignJWT } from 'jose';
import { Denied } from '../../src/access/denial.ts';
import { shapeOf } from '../../src/tokens/compact-jwt.ts';
import { createLocalTokens, type LocalTokenSettings, signLocalToken } from '../../src/tokens/local-tokens.ts';

const secret = 'an operator made this of 32 bytes and more';
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const edwards = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

const now = epoch(10_000);
const bySecret: LocalTokenSettings = {
  key: { kind: 'secret', secret: Secret.of(secret) },
  issuer: null,
  scopes: ['files:read'],
  clockSkew: 60,
};
const byKey: LocalTokenSettings = {
  ...bySecret,
  key: { kind: 'public_key', key: elliptic.publicKey, algorithm: 'ES256' },
  issuer: 'urn:operator',
};
const ports = { clock: () => now, random: (bytes: number) => new Uint8Array(bytes).fill(7) };
const audiences = ['https://api.example/mcp'];

const read = (token: string) => {
  const shape = shapeOf(token);
  assert.ok(shape.kind === 'jwt');
  return shape.jwt;
};
const validate = (token: string, settings = bySecret, at = now) =>
  createLocalTokens(settings).validate(read(token), { now: at, audiences });

const signed = (claims: JWTPayload, header: { alg?: string; typ?: string } = {}): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...header }).sign(Buffer.from(secret));

const isDenied =
  (kind: string, reason?: RegExp) =>
  (error: unknown): boolean =>
    error instanceof Denied && error.denial.kind === kind && (reason?.test(error.message) ?? true);

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const good = { sub: 'u1', exp: 10_060 };

describe('a local token at the service — resource.md §3 localTokens', () => {
  it('is what signLocalToken made, by secret and by each kind of key', () => {
    const content = { subject: 'u1', expiresIn: 60, scopes: ['a', 'b'] };
    const token = validate(signLocalToken({ ...content, secret }, ports));
    assert.deepEqual(
      [token.subject, token.scopes, token.expiresAt, token.issuer],
      ['u1', ['a', 'b'], 10_060, null],
    );
    assert.ok(token.tokenId);
    for (const [algorithm, { privateKey, publicKey }] of [
      ['ES256', elliptic],
      ['EdDSA', edwards],
      ['RS256', rsa],
    ] as const) {
      const request = { ...content, privateKey, algorithm, issuer: 'urn:operator' };
      const settings = { ...byKey, key: { kind: 'public_key', key: publicKey, algorithm } } as const;
      assert.equal(validate(signLocalToken(request, ports), settings).issuer, 'urn:operator');
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
      assert.equal(validate(signLocalToken({ ...request, privateKey: pem }, ports), settings).subject, 'u1');
    }
  });

  it('is one by a secret, or by whom it says it is from', async () => {
    const isFor = (settings: LocalTokenSettings, alg: string, claims: object) =>
      createLocalTokens(settings).isFor(read(`${encode({ alg })}.${encode(claims)}.AAAA`));
    assert.equal(isFor(byKey, 'HS256', { iss: 'https://as.example' }), true);
    assert.equal(isFor(byKey, 'ES256', { iss: 'urn:operator' }), true);
    assert.equal(isFor(byKey, 'ES256', { iss: 'https://as.example' }), false);
    for (const claims of [{}, { iss: null }, { iss: 'urn:operator' }]) {
      assert.equal(isFor(bySecret, 'ES256', claims), false);
    }
  });

  it('needs sub and exp: earlier servers took tokens without an end', async () => {
    assert.equal(validate(await signed(good)).subject, 'u1');
    for (const claims of [
      { sub: 'u1' },
      { exp: 10_060 },
      { ...good, sub: '' },
      { sub: 'u1', exp: '10060' },
    ]) {
      const token = await signed(claims as JWTPayload);
      assert.throws(() => validate(token), isDenied('invalid_token'));
    }
  });

  it('ends at exp and begins at nbf, give or take the skew', async () => {
    const token = await signed({ ...good, nbf: 10_060, iat: 10_060 });
    assert.equal(validate(token).subject, 'u1');
    assert.throws(() => validate(token, bySecret, epoch(9_999)), isDenied('invalid_token', /nbf/));
    assert.equal(validate(token, bySecret, epoch(10_119)).subject, 'u1');
    assert.throws(() => validate(token, bySecret, epoch(10_120)), isDenied('expired'));
  });

  it('is for this service if it says for whom', async () => {
    assert.equal(validate(await signed({ ...good, aud: ['x', 'https://api.example/mcp'] })).subject, 'u1');
    for (const aud of ['https://api.example', [], ['other']]) {
      const token = await signed({ ...good, aud });
      assert.throws(() => validate(token), isDenied('invalid_token', /aud/));
    }
  });

  it('has the scopes it names, or those the service sets where it names none', async () => {
    assert.deepEqual(validate(await signed(good)).scopes, ['files:read']);
    assert.deepEqual(validate(await signed({ ...good, scope: '' })).scopes, []);
    assert.deepEqual(validate(await signed({ ...good, scope: 'a', scp: ['b', 'a'] })).scopes, ['a', 'b']);
  });

  it('is signed with exactly the configured algorithm', async () => {
    const short = await signed(good, { alg: 'HS384' });
    assert.throws(() => validate(short), isDenied('invalid_token', /alg/));
    assert.ok(createLocalTokens(bySecret).isFor(read(short)));
    const issued = { subject: 'u1', expiresIn: 60, privateKey: elliptic.privateKey, issuer: 'urn:operator' };
    const token = signLocalToken({ ...issued, algorithm: 'ES256' }, ports);
    const key = { kind: 'public_key', key: edwards.publicKey, algorithm: 'EdDSA' } as const;
    assert.throws(() => validate(token, { ...byKey, key }), isDenied('invalid_token', /alg/));
  });

  it('is not signed with the public key as a secret', async () => {
    const pem = elliptic.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const token = await new SignJWT({ ...good, iss: 'urn:operator' })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(pem));
    assert.ok(createLocalTokens(byKey).isFor(read(token)));
    assert.throws(() => validate(token, byKey), isDenied('invalid_token', /alg/));
  });

  it('is of its own issuer where the key is a public one', async () => {
    for (const iss of ['urn:operator/', 'https://as.example', undefined]) {
      const token = await new SignJWT({ ...good, ...(iss === undefined ? {} : { iss }) })
        .setProtectedHeader({ alg: 'ES256' })
        .sign(elliptic.privateKey);
      assert.equal(createLocalTokens(byKey).isFor(read(token)), false);
      assert.throws(() => validate(token, byKey), isDenied('invalid_token', /iss/));
    }
  });

  it('speaks for no issuer, whatever its iss says', async () => {
    const token = validate(await signed({ ...good, iss: 'https://as.example' }));
    assert.equal(token.issuer, null);
  });

  it('is no other kind of token, and has no critical extension', async () => {
    for (const typ of ['JWT', 'jwt', 'at+jwt', 'application/at+jwt']) {
      assert.equal(validate(await signed(good, { typ })).subject, 'u1');
    }
    for (const typ of ['logout+jwt', 'dpop+jwt', 'JOSE', 'x-jwt', 'at+jwt ', '']) {
      const token = await signed(good, { typ });
      assert.throws(() => validate(token), isDenied('invalid_token', /typ/));
    }
    for (const claim of ['at_hash', 'c_hash', 'events']) {
      const token = await signed({ ...good, [claim]: 'x' });
      assert.throws(() => validate(token), isDenied('invalid_token', /another kind/));
    }
    const header = base64url.encode(JSON.stringify({ alg: 'HS256', crit: ['x'], x: 1 }));
    const token = `${header}.${base64url.encode(JSON.stringify(good))}.AAAA`;
    assert.throws(() => validate(token), isDenied('invalid_token', /critical/));
  });

  it('holds in no other spelling: every changed character is noticed', async () => {
    const token = await signed(good);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_.='), (at, other) => {
        fc.pre(token[at] !== other);
        const shape = shapeOf(token.slice(0, at) + other + token.slice(at + 1));
        if (shape.kind !== 'jwt') return;
        assert.throws(() => createLocalTokens(bySecret).validate(shape.jwt, { now, audiences }), Denied);
      }),
      { numRuns: 500 },
    );
  });

  it('is not made with a short secret or a key of another kind', () => {
    const content = { subject: 'u1', expiresIn: 60 };
    assert.throws(() => signLocalToken({ ...content, secret: 'x'.repeat(31) }, ports), TypeError);
    const request = { ...content, privateKey: edwards.privateKey, issuer: 'urn:operator' };
    assert.throws(() => signLocalToken({ ...request, algorithm: 'ES256' }, ports), TypeError);
  });
});
