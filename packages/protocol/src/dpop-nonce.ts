import type { Epoch } from './brand.ts';
import { hmacSha256 } from './digest.ts';
import { equalInConstantTime } from './encoding.ts';

/** Nonces for DPoP proofs that need no memory (RFC 9449 §8, §9). */
export type DpopNonces = {
  /** The nonce of this moment; visible characters only (RFC 9449 §8.1). */
  issue(now: Epoch): string;
  /** Whether the nonce was issued within the last `lifetime` seconds, or up to twice that long ago. */
  accepts(nonce: string, now: Epoch): boolean;
};

/** All holders of the secret issue and accept the same nonces; `lifetime` in seconds. */
export function createDpopNonces(secret: Uint8Array, lifetime = 300): DpopNonces {
  const nonceOf = (period: number): string => hmacSha256(secret, `dpop-nonce ${period}`);
  const periodOf = (now: Epoch): number => Math.floor(now / lifetime);
  return {
    issue: (now) => nonceOf(periodOf(now)),
    accepts: (nonce, now) =>
      [0, 1].some((earlier) => equalInConstantTime(nonce, nonceOf(periodOf(now) - earlier))),
  };
}
