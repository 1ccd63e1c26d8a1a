/** A request that the confidential client pushes (RFC 9126). */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { post, redirectUri } from './person.ts';

export type PushedRequest = { readonly requestUri: string; readonly verifier: string };

export async function pushRequest(origin: string): Promise<PushedRequest> {
  const verifier = randomBytes(32).toString('base64url');
  const { status, body } = await post(origin, '/oauth/par', {
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid read',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  assert.equal(status, 201);
  return { requestUri: String(body['request_uri']), verifier };
}
