import { createHash, createHmac, randomUUID } from 'node:crypto';
import { exportSPKI, importJWK, type JWK, SignJWT } from 'jose';
import type { ClientKey } from '../wire/client-assertion.ts';
import { type Service, seconds } from './conversation.ts';

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

/** What is different from a proof that every rule is content with. */
export interface ProofWish {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A DPoP proof for a GET of the service with this token (RFC 9449 §4.2). */
export async function proofFor(
  { service, token, holder }: { service: Service; token: string; holder: ClientKey },
  { claims = {}, header = {} }: ProofWish = {},
): Promise<string> {
  const right = {
    htm: 'GET',
    htu: service.url,
    jti: randomUUID(),
    iat: seconds(),
    ath: createHash('sha256').update(token).digest('base64url'),
  };
  const { alg, privateKey, publicJwk } = holder;
  return new SignJWT({ ...right, ...claims })
    .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: publicMembers(publicJwk), ...header })
    .sign(privateKey);
}

/** A key as it stands in a header: nothing about its use. */
export const publicMembers = ({ kty, crv, x, y }: JWK): JWK =>
  Object.fromEntries(Object.entries({ kty, crv, x, y }).filter(([, value]) => value !== undefined));
