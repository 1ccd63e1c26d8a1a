import { certificateOfKey } from './certificate.ts';
import { isJsonObject } from './compact-jws.ts';
import { decodeBase64url } from './encoding.ts';
import { isKnownKeyType, type PublicJwk, publicMembers } from './public-key.ts';
import { isStorable } from './storable.ts';

/** Why a key set is refused as a whole. */
export type KeySetFault =
  | 'not_a_key_set'
  | 'empty'
  | 'symmetric'
  | 'private'
  | 'weak'
  | 'oversized'
  | 'incomplete';

export type KeySet =
  | { readonly kind: 'keys'; readonly keys: readonly PublicJwk[] }
  | { readonly kind: 'refused'; readonly fault: KeySetFault };

// RFC 7518 §6.2.2, §6.3.2: what only a private key has
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/**
 * A client's key set as it may be used: public asymmetric keys only, RSA of 2048 bits at least and of 8192 at most
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

/** The most keys a client may register: some of each kind, and those before and after a rotation. */
export const registeredKeyLimit = 20;

export type RegisteredKeySetFault = KeySetFault | 'too_many' | 'repeated_kid' | 'unstorable';

export type RegisteredKeySet =
  | { readonly kind: 'keys'; readonly keys: readonly PublicJwk[] }
  | { readonly kind: 'refused'; readonly fault: RegisteredKeySetFault };

/**
 * A client's key set as it is kept (security.md K-5, L-8): few keys with distinct `kid`, and of each no more than what
 * makes the key and says what it is for (RFC 7517 §4).
 */
export function parseRegisteredKeySet(value: unknown): RegisteredKeySet {
  const set = parseKeySet(value);
  if (set.kind === 'refused') return set;
  if (set.keys.length > registeredKeyLimit) return { kind: 'refused', fault: 'too_many' };
  if (!hasDistinctKeyIds(set.keys)) return { kind: 'refused', fault: 'repeated_kid' };
  const keys = set.keys.map(keptMembers);
  if (!keys.every(({ kid, alg, use }) => [kid, alg, use].every(isStorableOrAbsent))) {
    return { kind: 'refused', fault: 'unstorable' };
  }
  return { kind: 'keys', keys };
}

function hasDistinctKeyIds(keys: readonly PublicJwk[]): boolean {
  const ids = keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  return new Set(ids).size === ids.length;
}

const descriptive = ['kid', 'alg', 'use'];

const keptMembers = (key: PublicJwk): PublicJwk => ({
  ...publicMembers(key),
  ...certificateMember(key),
  ...Object.fromEntries(Object.entries(key).filter(([name]) => descriptive.includes(name))),
});

/** Of the chain that comes with a key only what is compared: the certificate itself (RFC 8705 §2.2). */
function certificateMember(key: PublicJwk): PublicJwk {
  const der = certificateOfKey(key);
  return der === null ? {} : { x5c: [Buffer.from(der).toString('base64')] };
}

const isStorableOrAbsent = (member: unknown): boolean =>
  member === undefined || (typeof member === 'string' && isStorable(member));

function faultOf(key: PublicJwk): KeySetFault | null {
  const { kty, kid, n, e } = key;
  if (typeof kty !== 'string' || (kid !== undefined && typeof kid !== 'string')) return 'not_a_key_set';
  if (kty === 'oct' || 'k' in key) return 'symmetric';
  if (privateMembers.some((member) => member in key)) return 'private';
  if (isKnownKeyType(kty) && publicMembers(key) === null) return 'incomplete';
  if (kty !== 'RSA') return null;
  if (bitsOf(n) < 2048) return 'weak';
  return isDear({ modulus: bitsOf(n), exponent: bitsOf(e) }) ? 'oversized' : null;
}

/** A signature costs by the length of both; exponents in use have 17 bits. */
const isDear = ({ modulus, exponent }: { modulus: number; exponent: number }): boolean =>
  modulus > 8192 || exponent > (modulus > 4096 ? 17 : 64);

/** The length of an RSA modulus or exponent. */
function bitsOf(number: unknown): number {
  const bytes = typeof number === 'string' ? decodeBase64url(number) : null;
  if (bytes === null) return 0;
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first] ?? 0) + 24;
}

const refused = (fault: KeySetFault): KeySet => ({ kind: 'refused', fault });
