/** Secrets that are kept as they are, and assertions under them: tests have nobody to hide them from. */

import { encodeBase64url, hmacSha256, sha256 } from '@grantor/protocol';
import type { SharedSecrets } from '../../ports/client-proofs.ts';
import { exampleClient, testSecret, testStart } from '../examples/fixtures.ts';

export const testSharedSecrets: SharedSecrets = {
  signed: ({ signingInput, signature }, { sealed }) =>
    sealed !== undefined && hmacSha256(Buffer.from(sealed), signingInput) === encodeBase64url(signature),
};

/** The example client, set to prove itself under its secret. */
export const exampleSecretJwtClient = (change: Parameters<typeof exampleClient>[0] = {}) =>
  exampleClient({
    authMethod: 'client_secret_jwt',
    secrets: [{ hash: sha256(testSecret), sealed: testSecret, expiresAt: null }],
    ...change,
  });

type Members = Readonly<Record<string, unknown>>;

let made = 0;

/** An assertion of the client `web` under a secret, good at `testStart`; members that are undefined are left out. */
export function signAssertionBySecret(
  claims: Members = {},
  header: Members = {},
  secret = testSecret,
): string {
  const at = testStart / 1000;
  const right = { iss: 'web', sub: 'web', aud: 'https://auth.example', iat: at, exp: at + 60 };
  const all = { ...right, jti: `secret-jti-${++made}`, ...claims };
  const input = `${encode({ alg: 'HS256', ...header })}.${encode(all)}`;
  return `${input}.${hmacSha256(Buffer.from(secret), input)}`;
}

const encode = (value: Members): string => Buffer.from(JSON.stringify(value)).toString('base64url');
