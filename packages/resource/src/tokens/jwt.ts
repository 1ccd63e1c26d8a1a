import {
  type Epoch,
  isSignatureAlgorithm,
  type SignatureAlgorithmName,
  signatureAlgorithms,
} from '@grantor/protocol';
import { invalidToken } from '../access/denial.ts';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import type { KeySet } from '../issuer/key-set.ts';
import type { IssuerKeys } from '../issuer/keys.ts';
import { type ReadToken, readClaims } from './claims.ts';
import type { CompactJwt } from './compact-jwt.ts';

const strictTypes: ReadonlySet<string> = new Set(['at+jwt', 'application/at+jwt']); // RFC 9068 §4

export type VerifiedJwt = { readonly read: ReadToken /** Vouches for it. */; readonly keySet: KeySet };

/**
 * Verifies a JWT by the keys of its issuer: type, algorithm, key, signature and the kind of token (resource.md §2).
 * `iss` chose the issuer; audience and times are left to those who ask each time. Throws `Denied`.
 */
export async function verifyJwt(
  { jws, claims }: CompactJwt,
  { issuer, keys }: { readonly issuer: IssuerOptions; readonly keys: IssuerKeys },
  now: Epoch,
): Promise<VerifiedJwt> {
  const { header, furtherHeader, signingInput, signature } = jws;
  // RFC 7515 §4.1.11; jku, x5u and jwk are simply not looked at
  if (furtherHeader.includes('crit')) throw invalidToken('the header has a critical extension');
  checkType(header.typ, issuer);
  const alg = checkAlgorithm(header.alg, issuer);
  const { key, keySet } = await keys.find({ kid: header.kid, alg }, now);
  if (!signatureAlgorithms[alg].verify(signingInput, key, signature)) {
    throw invalidToken('the signature is wrong');
  }
  return { read: readClaims(claims), keySet };
}

function checkType(typ: string | null, { tokenType }: IssuerOptions): void {
  const type = typ?.toLowerCase();
  if (type !== undefined && strictTypes.has(type)) return;
  // Keycloak, Auth0, WorkOS and Cloudflare Access send JWT, or nothing
  if (tokenType === 'any' && (type === undefined || type === 'jwt')) return;
  throw invalidToken('typ is not that of an access token');
}

function checkAlgorithm(alg: string, { algorithms }: IssuerOptions): SignatureAlgorithmName {
  if (isSignatureAlgorithm(alg) && algorithms.includes(alg)) return alg;
  throw invalidToken('alg is not accepted from this issuer');
}
