/** A client's key pair, assertions signed with it, and their verification from registered keys only. */

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { type PublicJwk, publishesCertificate } from '@grantor/protocol';
import type { ClientKeys } from '../../ports/client-proofs.ts';
import { exampleClient, testStart } from '../examples/fixtures.ts';
import { ed25519TestKey } from './test-keys.ts';

const privateKey = createPrivateKey({ key: { ...ed25519TestKey }, format: 'jwk' });

/** The public half of the example client's key, for EdDSA. */
export const testClientJwk: PublicJwk = {
  ...createPublicKey(privateKey).export({ format: 'jwk' }),
  kid: 'client-key',
};

/** A client of this name that authenticates with `testClientJwk`. */
export const exampleKeyClient = (change: Parameters<typeof exampleClient>[0] = {}) =>
  exampleClient({ authMethod: 'private_key_jwt', secrets: [], jwks: { keys: [testClientJwk] }, ...change });

type Members = Readonly<Record<string, unknown>>;

let made = 0;

/** A JWT by the key of the example client; members that are undefined are left out. */
export function signByClient(claims: Members, header: Members = {}): string {
  const input = `${encode({ alg: 'EdDSA', kid: 'client-key', ...header })}.${encode(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

/** A client assertion of the client `web`, good at `testStart`; members that are undefined are left out. */
export function signAssertion(claims: Members = {}, header: Members = {}): string {
  const at = testStart / 1000;
  const all = {
    iss: 'web',
    sub: 'web',
    aud: 'https://auth.example',
    iat: at,
    exp: at + 60,
    jti: `jti-${++made}`,
  };
  return signByClient({ ...all, ...claims }, header);
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The form fields that present the assertion. */
export const asserted = (assertion: string) => ({
  client_assertion: assertion,
  client_assertion_type: assertionType,
});

/**
 * EdDSA by keys that are registered inline; a `jwksUri` never answers. What is encrypted says for which key, how, and
 * stays readable behind that.
 */
export const createTestClientKeys = (): ClientKeys => ({
  algorithms: ['EdDSA', 'RS256'],
  async verify({ header, signingInput, signature }, { jwks }) {
    if (jwks === null) return 'unavailable';
    const key = jwks.keys.find(({ kid }) => kid === header.kid);
    if (key === undefined || header.alg !== 'EdDSA') return 'refused';
    const held = createPublicKey({ key: { ...key }, format: 'jwk' });
    return verify(null, Buffer.from(signingInput), held, signature) ? 'verified' : 'refused';
  },
  async publish(thumbprint, { jwks }) {
    if (jwks === null) return 'unavailable';
    return jwks.keys.some((key) => publishesCertificate(key, thumbprint)) ? 'published' : 'refused';
  },
  encryption: { algorithms: ['RSA-OAEP-256', 'ECDH-ES'], contents: ['A128CBC-HS256', 'A256GCM'] },
  encrypt: async (jwt, { alg, enc, jwks }) => {
    const key = jwks?.keys.find(({ use }) => use === 'enc');
    return key === undefined ? null : `${key['kid']} ${alg} ${enc} ${jwt}`;
  },
  canEncrypt: async ({ jwks }) => jwks?.keys.some(({ use }) => use === 'enc') === true,
});

const encode = (value: Members): string => Buffer.from(JSON.stringify(value)).toString('base64url');
