import {
  type Epoch,
  isJsonObject,
  isSignatureAlgorithm,
  parseCompactJws,
  readJsonObject,
  signatureAlgorithms,
} from '@grantor/protocol';
import { unavailable } from '../access/denial.ts';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import type { IssuerKeys } from '../issuer/keys.ts';

export const signedIntrospectionType = 'token-introspection+jwt';

export type SignedIntrospectionRequest = {
  readonly issuer: IssuerOptions;
  readonly clientId: string;
  readonly keys: IssuerKeys;
  readonly now: Epoch;
};

/**
 * The answer inside a signed one (RFC 9701 §5). An answer whose type, signature, issuer or audience is wrong
 * says nothing about the token: it throws `Denied` (`unavailable`).
 */
export async function readSignedIntrospection(
  body: Uint8Array,
  { issuer, clientId, keys, now }: SignedIntrospectionRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const jws = parseCompactJws(Buffer.from(body).toString('latin1').trim());
  const claims = jws === null ? null : readJsonObject(jws.payload);
  if (jws === null || claims === null) throw unavailable('the signed introspection answer is no JWT');
  const { header, furtherHeader, signingInput, signature } = jws;
  const { alg, kid, typ } = header;
  if (typ?.toLowerCase() !== signedIntrospectionType || furtherHeader.includes('crit')) {
    throw unavailable('the signed introspection answer has another type');
  }
  if (!isSignatureAlgorithm(alg) || !issuer.algorithms.includes(alg)) {
    throw unavailable('the algorithm of the introspection answer is not accepted');
  }
  const { key } = await keys.find({ kid, alg }, now).catch((error: unknown) => {
    throw unavailable('no key for the introspection answer', error);
  });
  if (!signatureAlgorithms[alg].verify(signingInput, key, signature)) {
    throw unavailable('the signature of the introspection answer is wrong');
  }
  const { iss, aud, token_introspection: answer } = claims;
  const isForUs = aud === clientId || (Array.isArray(aud) && aud.includes(clientId));
  if (iss !== issuer.issuer || !isForUs || !isJsonObject(answer)) {
    throw unavailable('the introspection answer is not one of this issuer for us');
  }
  return answer;
}
