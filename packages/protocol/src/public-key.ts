import { createPublicKey, type KeyObject } from 'node:crypto';
import { sha256 } from './digest.ts';

/** A public key as JSON (RFC 7517 §4). */
export type PublicJwk = Readonly<Record<string, unknown>>;

// RFC 7638 §3.2, RFC 8037 §2: the members that are the key, in lexicographic order
const requiredMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** Whether keys of this `kty` are known here; all of them are asymmetric. */
export const isKnownKeyType = (kty: unknown): boolean =>
  typeof kty === 'string' && Object.hasOwn(requiredMembers, kty);

/** What makes the public key and nothing else the JWK holds, or null when the type is unknown or a part missing. */
export function publicMembers(jwk: PublicJwk): Readonly<Record<string, string>> | null {
  const { kty } = jwk;
  if (typeof kty !== 'string' || !isKnownKeyType(kty)) return null;
  const members: Record<string, string> = {};
  for (const name of requiredMembers[kty] ?? []) {
    const value = jwk[name];
    if (typeof value !== 'string' || value === '') return null;
    members[name] = value;
  }
  return members;
}

/** The SHA-256 thumbprint, base64url (RFC 7638 §3), or null as `publicMembers`. */
export function jwkThumbprint(jwk: PublicJwk): string | null {
  const members = publicMembers(jwk);
  return members === null ? null : sha256(JSON.stringify(members));
}

/** The key, or null when it is none: a missing part, no point of its curve, a curve nobody knows. */
export function importPublicKey(jwk: PublicJwk): KeyObject | null {
  const members = publicMembers(jwk);
  if (members === null) return null;
  try {
    return createPublicKey({ key: { ...members }, format: 'jwk' });
  } catch {
    return null;
  }
}
