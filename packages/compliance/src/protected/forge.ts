import { createHash, createHmac, randomUUID } from 'node:crypto';
import { exportSPKI, importJWK, type JWK, SignJWT } from 'jose';
import type { ClientKey } from '../wire/client-assertion.ts';
import type { Service } from './conversation.ts';

// What no honest library makes.

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same claims, declared to need no signature. */
export function withoutSignature(token: string): string {
  return `${encode({ alg: 'none', typ: 'at+jwt' })}.${token.split('.')[1]}.`;
}

/** The same claims, signed by HS256 with the text of a public key as the secret (RFC 8725 §3.1). */
export async function signedByPublicKey(token: string, { publicJwk, kid }: ClientKey): Promise<string> {
  const key = await importJWK(publicJwk as JWK, 'ES256', { extractable: true });
  if (key instanceof Uint8Array) throw new TypeError('no public key');
  const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${token.split('.')[1]}`;
  const secret = await exportSPKI(key);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** A DPoP proof for a GET of the service with this token (RFC 9449 §4.2). */
export async function proofFor(service: Service, token: string, holder: ClientKey): Promise<string> {
  return new SignJWT({
    htm: 'GET',
    htu: service.url,
    jti: randomUUID(),
    ath: createHash('sha256').update(token).digest('base64url'),
  })
    .setProtectedHeader({ alg: holder.alg, typ: 'dpop+jwt', jwk: publicMembers(holder.publicJwk as JWK) })
    .setIssuedAt()
    .sign(holder.privateKey);
}

const publicMembers = ({ kty, crv, x, y }: JWK): JWK =>
  Object.fromEntries(Object.entries({ kty, crv, x, y }).filter(([, value]) => value !== undefined)) as JWK;
