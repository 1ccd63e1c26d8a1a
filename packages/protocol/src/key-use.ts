import type { SignatureAlgorithmName } from './jws-algorithm.ts';
import type { PublicJwk } from './public-key.ts';

// RFC 9864 §2.2: two names for what Ed25519 keys do
const sameAlgorithm: Readonly<Record<string, string>> = { Ed25519: 'EdDSA' };

const canonical = (name: unknown): unknown =>
  typeof name === 'string' && Object.hasOwn(sameAlgorithm, name) ? sameAlgorithm[name] : name;

/**
 * Whether a key says of itself that signatures of this algorithm may be verified with it: by `use`, `key_ops` and
 * `alg`, each only if it is there, and all of them (RFC 7517 §4.2, RFC 8725 §3.1).
 */
export function mayVerify(jwk: PublicJwk, alg: SignatureAlgorithmName): boolean {
  const { use = 'sig', key_ops: operations = ['verify'], alg: declared = alg } = jwk;
  return (
    use === 'sig' &&
    Array.isArray(operations) &&
    operations.every((one) => typeof one === 'string') &&
    operations.includes('verify') &&
    canonical(declared) === canonical(alg)
  );
}
