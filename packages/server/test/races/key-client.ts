/** A client that authenticates with a key of its own, as its owner would write it. */

import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { TestHolder } from '@grantor/engine/testing';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** For BOOTSTRAP_FILE. */
export const keyClient = {
  client_id: 'signer',
  client_name: 'Signer',
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'ES256',
  jwks: { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
  grant_types: ['client_credentials'],
  response_types: [],
  scope: 'read',
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The form fields of one token request of the client; the client id stands in the assertion only. */
export function assertedRequest(issuer: string): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'signer', sub: 'signer', aud: issuer, iat: now, exp: now + 60, jti: randomUUID() };
  const input = `${encode({ alg: 'ES256', kid: 'one' })}.${encode(claims)}`;
  const key = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`,
  };
}

/** A new proof for a form posted there. */
export const proofAt = (holder: TestHolder, htu: string): string =>
  holder.proof({ htm: 'POST', htu, iat: Math.floor(Date.now() / 1000) });
