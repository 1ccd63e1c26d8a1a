import type { KeyObject } from 'node:crypto';
import { importPublicKey, jwkThumbprint, type PublicJwk } from './public-key.ts';
import { createRecencyMap } from './recency.ts';

/** A public key to verify with, and its thumbprint (RFC 7638 §3). */
export type ReadyKey = { readonly key: KeyObject; readonly jkt: string };

/** Of some 3 KiB each. */
const mostKept = 1000;

// By the thumbprint, which only this key has: whoever brings it, it is the same
const kept = createRecencyMap<KeyObject>(mostKept);

/** The key, imported when it first comes and as long as it is among the thousand that came last; null as `importPublicKey`. */
export function readyPublicKey(jwk: PublicJwk): ReadyKey | null {
  const jkt = jwkThumbprint(jwk);
  if (jkt === null) return null;
  const key = kept.get(jkt) ?? importPublicKey(jwk);
  if (key === null) return null;
  kept.set(jkt, key);
  return { key, jkt };
}
