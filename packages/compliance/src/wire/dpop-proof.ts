import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, type JWK, SignJWT } from 'jose';
import type { ClientKey } from './client-assertion.ts';

// Proofs that a key is held: RFC 9449 §4.2.

/** What is different from a proof that every rule is content with; undefined leaves a member out. */
export interface ProofWish {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

export interface ProofTarget {
  readonly method: string;
  readonly url: string;
  /** The access token it comes with. */
  readonly token?: string | undefined;
}

/** A new proof for one request. */
export function signProof(
  { alg, privateKey, publicJwk }: ClientKey,
  { method, url, token }: ProofTarget,
  { claims = {}, header = {} }: ProofWish = {},
): Promise<string> {
  const ath = token === undefined ? undefined : createHash('sha256').update(token).digest('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const right = { htm: method, htu: url, jti: randomUUID(), iat, ath };
  const payload = Object.fromEntries(
    Object.entries({ ...right, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload)
    .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: publicMembers(publicJwk), ...header })
    .sign(privateKey);
}

/** A key as it stands in a header: nothing about its use. */
export const publicMembers = ({ kty, crv, x, y, n, e }: JWK): JWK =>
  Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined));

/** RFC 7638 §3 */
export const thumbprintOf = ({ publicJwk }: ClientKey): Promise<string> => calculateJwkThumbprint(publicJwk);
