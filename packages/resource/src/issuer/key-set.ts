import type { KeyObject } from 'node:crypto';
import {
  importPublicKey,
  isJsonObject,
  mayVerify,
  type PublicJwk,
  type SignatureAlgorithmName,
  signatureAlgorithms,
} from '@grantor/protocol';

/** The answer to who may have signed; `unknown` alone is a reason to ask the issuer again. */
export type KeySearch =
  | { readonly kind: 'key'; readonly key: KeyObject }
  /** No key has this name, or none that fits where no name is given. */
  | { readonly kind: 'unknown' }
  /** The key of this name is for something else, or several keys fit. */
  | { readonly kind: 'unfit' };

export type KeySet = {
  /** By `kid` and by what key and algorithm allow; without `kid` only if exactly one key fits (RFC 7517 §4). */
  find(kid: string | null, alg: SignatureAlgorithmName): KeySearch;
};

type HeldKey = { readonly jwk: PublicJwk; readonly key: KeyObject };

/** The most keys of one set (resource.md §2). */
const mostKeys = 100;

/**
 * The key set in a JWK set document, or null when it is none or too long. Keys that are symmetric, private,
 * incomplete or of an unknown kind are left out (RFC 7517 §5).
 */
export function readKeySet(document: Readonly<Record<string, unknown>>): KeySet | null {
  const { keys } = document;
  if (!Array.isArray(keys) || keys.length > mostKeys) return null;
  const held = keys.flatMap((jwk: unknown) => (isJsonObject(jwk) ? holdKey(jwk) : []));
  return {
    find(kid, alg) {
      const named = kid === null ? held : held.filter(({ jwk }) => jwk['kid'] === kid);
      const fitting = named.filter((one) => fits(one, alg));
      const [only] = fitting;
      if (only !== undefined)
        return fitting.length === 1 ? { kind: 'key', key: only.key } : { kind: 'unfit' };
      return { kind: kid === null || named.length === 0 ? 'unknown' : 'unfit' };
    },
  };
}

function holdKey(jwk: PublicJwk): readonly HeldKey[] {
  if ('d' in jwk || 'k' in jwk) return [];
  const key = importPublicKey(jwk);
  return key === null ? [] : [{ jwk, key }];
}

const fits = ({ jwk, key }: HeldKey, alg: SignatureAlgorithmName): boolean =>
  mayVerify(jwk, alg) && signatureAlgorithms[alg].accepts(key);
