import { createHmac, hash as digestOf, timingSafeEqual } from 'node:crypto';
import type { Hash } from './brand.ts';

/** SHA-256 of the UTF-8 text, base64url. */
export const sha256 = (value: string): Hash => digestOf('sha256', value, 'base64url') as Hash;

/** HMAC-SHA-256 of the UTF-8 text, base64url (RFC 2104). */
export const hmacSha256 = (key: Uint8Array, value: string): Hash =>
  createHmac('sha256', key).update(value).digest('base64url') as Hash;

/** Whether two digests are equal, in a time that does not depend on them (security.md T-12). */
export function equalDigests(a: Hash, b: Hash): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The left half of the digest of a token or code, base64url: the value of `at_hash` and `c_hash`
 * (OpenID Connect Core §3.1.3.6, §3.3.2.11). `alg` is that of the ID token; any other text is a bug.
 */
export function leftHalfHash(value: string, alg: string): string {
  const digest = digestOf(digestOfAlgorithm(alg), value, 'buffer');
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

function digestOfAlgorithm(alg: string): 'sha256' | 'sha384' | 'sha512' {
  if (/^[A-Z]{2}256K?$/.test(alg)) return 'sha256'; // RFC 7518 §3.1, RFC 8812 §3.2
  if (/^[A-Z]{2}384$/.test(alg)) return 'sha384';
  if (/^[A-Z]{2}512$/.test(alg)) return 'sha512';
  if (alg === 'EdDSA' || alg === 'Ed25519') return 'sha512'; // RFC 8032 §5.1, RFC 9864 §2.2
  throw new Error(`no hash is defined for the signature algorithm ${alg}`);
}
