import { isJsonObject } from './compact-jws.ts';
import { decodeBase64url } from './encoding.ts';
import { isKnownKeyType, type PublicJwk, publicMembers } from './public-key.ts';

/** Why a key set is refused as a whole. */
export type KeySetFault = 'not_a_key_set' | 'empty' | 'symmetric' | 'private' | 'weak' | 'incomplete';

export type KeySet =
  | { readonly kind: 'keys'; readonly keys: readonly PublicJwk[] }
  | { readonly kind: 'refused'; readonly fault: KeySetFault };

// RFC 7518 §6.2.2, §6.3.2: what only a private key has
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/**
 * A client's key set as it may be kept: public asymmetric keys only, RSA of 2048 bits at least
 * (RFC 7591 §2, security.md K-5). Keys of an unknown type are left out (RFC 7517 §5).
 */
export function parseKeySet(value: unknown): KeySet {
  if (!isJsonObject(value) || !Array.isArray(value['keys'])) return refused('not_a_key_set');
  const listed: readonly unknown[] = value['keys'];
  if (!listed.every(isJsonObject)) return refused('not_a_key_set');
  for (const key of listed) {
    const fault = faultOf(key);
    if (fault !== null) return refused(fault);
  }
  const keys = listed.filter(({ kty }) => isKnownKeyType(kty));
  return keys.length === 0 ? refused('empty') : { kind: 'keys', keys };
}

/** Whether no two keys share a `kid`, as a registered set must (security.md K-5). */
export function hasDistinctKeyIds(keys: readonly PublicJwk[]): boolean {
  const ids = keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  return new Set(ids).size === ids.length;
}

function faultOf(key: PublicJwk): KeySetFault | null {
  const { kty, kid, n } = key;
  if (typeof kty !== 'string' || (kid !== undefined && typeof kid !== 'string')) return 'not_a_key_set';
  if (kty === 'oct' || 'k' in key) return 'symmetric';
  if (privateMembers.some((member) => member in key)) return 'private';
  if (isKnownKeyType(kty) && publicMembers(key) === null) return 'incomplete';
  return kty === 'RSA' && bitsOf(n) < 2048 ? 'weak' : null;
}

/** The length of an RSA modulus. */
function bitsOf(modulus: unknown): number {
  const bytes = typeof modulus === 'string' ? decodeBase64url(modulus) : null;
  if (bytes === null) return 0;
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first] ?? 0) + 24;
}

const refused = (fault: KeySetFault): KeySet => ({ kind: 'refused', fault });
