/** Whether a signed token is what it says, by the keys the server publishes. */

import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { sendOnce } from '../load/connection.ts';
import { get } from '../load/request.ts';
import type { Target } from './scenario.ts';

const sampleSize = 4;

/** Verifies a few of them; rejects when one does not hold. */
export async function verifyTokens({ system, endpoints }: Target, tokens: readonly string[]): Promise<void> {
  if (tokens.length === 0) throw new Error('no token to verify');
  const { body } = await sendOnce(system.port, get(endpoints.jwks));
  const keys = createLocalJWKSet(JSON.parse(body) as JSONWebKeySet);
  for (const token of tokens.slice(0, sampleSize)) {
    await jwtVerify(token, keys, { issuer: system.issuer, algorithms: ['ES256'] });
  }
}
