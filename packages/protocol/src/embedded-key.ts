/** Proofs that bring the key along that signed them: what they prove is to hold it. */

import type { KeyObject } from 'node:crypto';
import type { Epoch } from './brand.ts';
import { keyOfChain } from './certificate-chain.ts';
import { type CompactJws, readJsonObject } from './compact-jws.ts';
import { isSignatureAlgorithm, type SignatureAlgorithmName, signatureAlgorithms } from './jws-algorithm.ts';
import { parseKeySet } from './key-set.ts';
import type { PublicJwk } from './public-key.ts';
import { readyPublicKey } from './ready-key.ts';

export type ExpectedSignature = {
  /** What kind of proof it has to be (RFC 8725 §3.11). */
  readonly typ: string;
  readonly algorithms: readonly SignatureAlgorithmName[];
  /** The second in which a chain of certificates has to be good that comes in place of `jwk`; absent: none may. */
  readonly chainAt?: Epoch;
};

/** The key, public and of the strength asked of every key, with its thumbprint. */
export type ProvedKey = { readonly jwk: PublicJwk; readonly jkt: string };

/** The key in the header that signed the proof; or, as constant text, what is wrong. Never throws. */
export function verifyByEmbeddedKey(jws: CompactJws, expected: ExpectedSignature): ProvedKey | string {
  const { jwk, x5c } = readJsonObject(jws.signingInput.slice(0, jws.signingInput.indexOf('.'))) ?? {};
  // OpenID4VCI Appendix F.1: one or the other
  const isCertified = expected.chainAt !== undefined && x5c !== undefined;
  if (isCertified && jwk !== undefined) return 'the proof brings its key twice';
  return verifyByKey(jws, isCertified ? keyOfChain(x5c, expected.chainAt) : jwk, expected);
}

/** The same by a key that came elsewhere, in JSON of others. */
export function verifyByKey(
  jws: CompactJws,
  jwk: unknown,
  { typ, algorithms }: Pick<ExpectedSignature, 'typ' | 'algorithms'>,
): ProvedKey | string {
  const { header, furtherHeader, signingInput, signature } = jws;
  if (header.typ !== typ) return `the typ of the proof is not ${typ}`;
  if (furtherHeader.includes('crit')) return 'the proof has a critical extension'; // RFC 7515 §4.1.11
  const { alg } = header;
  if (!isSignatureAlgorithm(alg) || !algorithms.includes(alg)) return 'the alg of the proof is not accepted';
  const embedded = asPublicKey(jwk);
  if (embedded === null) return 'the key of the proof is not a public key';
  const { key, ...proved } = embedded;
  if (!signatureAlgorithms[alg].accepts(key)) return 'the key of the proof does not fit its alg';
  if (!signatureAlgorithms[alg].verify(signingInput, key, signature)) return 'the signature is wrong';
  return proved;
}

function asPublicKey(jwk: unknown): (ProvedKey & { readonly key: KeyObject }) | null {
  // RFC 9449 §4.3, OpenID4VCI Appendix F.4: no private key, no symmetric one
  if (parseKeySet({ keys: [jwk] }).kind === 'refused') return null;
  const ready = readyPublicKey(jwk as PublicJwk);
  return ready === null ? null : { ...ready, jwk: jwk as PublicJwk };
}
