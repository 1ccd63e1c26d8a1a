/** An issuer that vouches for people, as its owner would write it. */

import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const issuer = 'https://idp.example';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** For BOOTSTRAP_FILE. */
export const keyIssuer = {
  ...{ id: 'idp', issuer, kind: 'assertion', clients: ['web'], scopes: ['read'] },
  jwks: { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
  email_domains: ['example.com'],
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The form fields of one token request; nobody has met this subject before. */
export function vouchedRequest(audience: string): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: issuer, sub: randomUUID(), aud: audience, iat: now, exp: now + 60, jti: randomUUID() },
    ...{ email: 'ada@example.com', email_verified: true },
  };
  const input = `${encode({ alg: 'ES256', kid: 'one' })}.${encode(claims)}`;
  const key = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const assertion = `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  return { grant_type: grantType, assertion };
}
