import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import type { ClientKey } from '../wire/client-assertion.ts';
import { type ProofWish, signProof } from '../wire/dpop-proof.ts';
import type { Service } from './conversation.ts';

// What no honest library makes.

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same claims, declared to need no signature. */
export function withoutSignature(token: string): string {
  return `${encode({ alg: 'none', typ: 'at+jwt' })}.${token.split('.')[1]}.`;
}

/** The same claims, signed by HS256 with the text of a public key as the secret (RFC 8725 §3.1). */
export async function signedByPublicKey(token: string, { publicJwk, kid }: ClientKey): Promise<string> {
  const key = await importJWK(publicJwk, 'ES256', { extractable: true });
  if (key instanceof Uint8Array) throw new TypeError('no public key');
  const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${token.split('.')[1]}`;
  const secret = await exportSPKI(key);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** The same claims under any header, signed by ES256 whatever the header says. */
export async function signedUnder(
  header: Readonly<Record<string, unknown>>,
  token: string,
  { privateKey }: ClientKey,
): Promise<string> {
  const input = `${encode(header)}.${token.split('.')[1]}`;
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** A DPoP proof for a GET of the service with this token (RFC 9449 §4.2). */
export const proofFor = (
  { service, token, holder }: { service: Service; token: string; holder: ClientKey },
  wish: ProofWish = {},
): Promise<string> => signProof(holder, { method: 'GET', url: service.url, token }, wish);
