/** Proofs that bring the key along that signed them: what they prove is to hold it. */

import type { KeyObject } from 'node:crypto';
import { type CompactJws, readJsonObject } from './compact-jws.ts';
import { isSignatureAlgorithm, type SignatureAlgorithmName, signatureAlgorithms } from './jws-algorithm.ts';
import { parseKeySet } from './key-set.ts';
import { importPublicKey, jwkThumbprint, type PublicJwk } from './public-key.ts';

export type ExpectedSignature = {
  /** What kind of proof it has to be (RFC 8725 §3.11). */
  readonly typ: string;
  readonly algorithms: readonly SignatureAlgorithmName[];
};

/** The key, public and of the strength asked of every key, with its thumbprint. */
export type ProvedKey = { readonly jwk: PublicJwk; readonly jkt: string };

/** The key in the header that signed the proof; or, as constant text, what is wrong. Never throws. */
export function verifyByEmbeddedKey(
  jws: CompactJws,
  { typ, algorithms }: ExpectedSignature,
): ProvedKey | string {
  const { header, furtherHeader, signingInput, signature } = jws;
  if (header.typ !== typ) return `the typ of the proof is not ${typ}`;
  if (furtherHeader.includes('crit')) return 'the proof has a critical extension'; // RFC 7515 §4.1.11
  const { alg } = header;
  if (!isSignatureAlgorithm(alg) || !algorithms.includes(alg)) return 'the alg of the proof is not accepted';
  const embedded = embeddedKey(jws);
  if (embedded === null) return 'the jwk of the proof is not a public key';
  const { key, ...proved } = embedded;
  if (!signatureAlgorithms[alg].accepts(key)) return 'the jwk of the proof does not fit its alg';
  if (!signatureAlgorithms[alg].verify(signingInput, key, signature)) return 'the signature is wrong';
  return proved;
}

function embeddedKey({ signingInput }: CompactJws): (ProvedKey & { readonly key: KeyObject }) | null {
  const jwk = readJsonObject(signingInput.slice(0, signingInput.indexOf('.')))?.['jwk'];
  // RFC 9449 §4.3, OpenID4VCI Appendix F.4: no private key, no symmetric one
  if (parseKeySet({ keys: [jwk] }).kind === 'refused') return null;
  const key = importPublicKey(jwk as PublicJwk);
  const jkt = jwkThumbprint(jwk as PublicJwk);
  return key === null || jkt === null ? null : { key, jkt, jwk: jwk as PublicJwk };
}
