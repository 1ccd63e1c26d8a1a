/** The algorithms that JWTs are encrypted by here, and the keys they take (RFC 7518 §4, §5). */

import type { PublicJwk } from './public-key.ts';

/** What the key has to be, by the name in `alg` (RFC 7518 §4.1). RSA1_5 has no row: nothing asks for it (RFC 8725 §3.2). */
const readerKeys = {
  'RSA-OAEP-256': ({ kty }) => kty === 'RSA',
  'ECDH-ES': takesAgreement,
  'ECDH-ES+A256KW': takesAgreement,
} as const satisfies Record<string, (jwk: PublicJwk) => boolean>;

export type KeyManagementAlgorithm = keyof typeof readerKeys;

const curves: readonly unknown[] = ['P-256', 'P-384', 'P-521'];

// RFC 7518 §4.6
function takesAgreement({ kty, crv }: PublicJwk): boolean {
  return kty === 'EC' && curves.includes(crv);
}

export const isKeyManagementAlgorithm = (name: string): name is KeyManagementAlgorithm =>
  Object.hasOwn(readerKeys, name);

const operations: readonly unknown[] = ['encrypt', 'wrapKey', 'deriveKey', 'deriveBits'];

/**
 * Whether something may be encrypted for the holder of the key by this algorithm: by its kind, and by what it says of
 * itself in `use`, `alg` and `key_ops`, each only if it is there (RFC 7517 §4).
 */
export function mayEncrypt(jwk: PublicJwk, alg: KeyManagementAlgorithm): boolean {
  const { use = 'enc', alg: declared = alg, key_ops: allowed = operations } = jwk;
  return (
    readerKeys[alg](jwk) &&
    use === 'enc' &&
    declared === alg &&
    Array.isArray(allowed) &&
    allowed.some((one) => operations.includes(one))
  );
}
