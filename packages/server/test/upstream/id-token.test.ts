/** Forged and foreign ID tokens of providers (product.md I-1, OpenID Connect Core §3.1.3.7). */

import { strict as assert } from 'node:assert';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { createClientKeys } from '../../src/keys/client-keys.ts';
import { verifyIdToken } from '../../src/upstream/id-token.ts';
import { UpstreamFault } from '../../src/upstream/provider.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const body = JSON.stringify({
  keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' }],
});
const keys = createClientKeys(async () => ({ kind: 'fetched', age: 0, body: Buffer.from(body) }) as never);

const now = 1_795_000_000;
const accessToken = 'access-token';
const atHash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
const right = {
  iss: 'https://id.example',
  sub: 'zoe',
  aud: 'grantor',
  exp: now + 300,
  iat: now,
  nonce: 'nonce-of-this-browser',
};

type Forgery = {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly by?: typeof pair;
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function tokenOf({ claims = {}, header = {}, by = pair }: Forgery): string {
  const input = `${encode({ alg: 'ES256', kid: 'k', ...header })}.${encode({ ...right, ...claims })}`;
  const signature = sign('sha256', Buffer.from(input), { key: by.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

const judge = (token: unknown) =>
  verifyIdToken(keys, token, {
    isIssuer: (issuer) => issuer === 'https://id.example',
    ...{ clientId: 'grantor', nonce: right.nonce, accessToken, now },
    jwksUri: 'https://id.example/jwks',
    source: {
      address: '192.0.2.1',
      userAgent: null,
      requestId: 'r',
      method: 'GET',
      path: '/auth/callback/acme',
    },
  });

const accepted: readonly (readonly [string, Forgery])[] = [
  ['as the provider made it', {}],
  ['with the hash of its access token', { claims: { at_hash: atHash } }],
  ['for several parties, if it was given to us', { claims: { aud: ['grantor', 'other'], azp: 'grantor' } }],
  ['a little late, as clocks differ', { claims: { exp: now - 30 } }],
];

const refused: readonly (readonly [string, Forgery])[] = [
  ['signed by another key', { by: other }],
  ['of another issuer', { claims: { iss: 'https://evil.example' } }],
  ['of the issuer with a slash', { claims: { iss: 'https://id.example/' } }],
  ['for another client', { claims: { aud: 'other' } }],
  ['for several parties, and given to another', { claims: { aud: ['grantor', 'other'], azp: 'other' } }],
  ['for several parties, and nobody says to whom', { claims: { aud: ['grantor', 'other'] } }],
  ['of another sign-in', { claims: { nonce: 'nonce-of-another' } }],
  ['without a nonce', { claims: { nonce: undefined } }],
  ['that is over', { claims: { exp: now - 61 } }],
  ['without an end', { claims: { exp: undefined } }],
  ['without a beginning', { claims: { iat: undefined } }],
  ['from the future', { claims: { iat: now + 61 } }],
  ['of the day before yesterday', { claims: { iat: now - 2 * 86_400 } }],
  ['not yet good', { claims: { nbf: now + 61 } }],
  [
    'with another access token',
    { claims: { at_hash: atHash.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) } },
  ],
  ['about nobody', { claims: { sub: '' } }],
  ['about a number', { claims: { sub: 42 } }],
  ['unsigned', { header: { alg: 'none' } }],
  ['signed by a shared secret', { header: { alg: 'HS256' } }],
  ['with a key of its own', { header: { jwk: other.publicKey.export({ format: 'jwk' }) } }],
  ['with an address of keys', { header: { jku: 'https://evil.example/jwks' } }],
  ['with an extension', { header: { crit: ['exp'] } }],
];

describe('an ID token of a provider', () => {
  for (const [name, forgery] of accepted)
    it(`is taken ${name}`, async () => {
      assert.equal((await judge(tokenOf(forgery)))['sub'], 'zoe');
    });

  for (const [name, forgery] of refused)
    it(`is refused ${name} — product.md I-1, RFC 8725 §3.1`, async () => {
      await assert.rejects(judge(tokenOf(forgery)), UpstreamFault);
    });

  it('is refused when it is none', async () => {
    const [header = '', claims = '', signature = ''] = tokenOf({}).split('.');
    for (const token of [
      undefined,
      null,
      42,
      '',
      'a.b',
      `${header}.${claims}.`,
      `${header}.e30.${signature}`,
    ])
      await assert.rejects(judge(token), UpstreamFault, String(token));
  });
});
