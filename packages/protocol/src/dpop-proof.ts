import type { Epoch } from './brand.ts';
import { parseCompactJws, readJsonObject } from './compact-jws.ts';
import { sha256 } from './digest.ts';
import { verifyByEmbeddedKey } from './embedded-key.ts';
import type { SignatureAlgorithmName } from './jws-algorithm.ts';

/** How far `iat` may be from now, in seconds, either way (resource.md §2). */
export const proofTolerance = 300;

/** In seconds: how old a proof may be, and how far its clock may be ahead of ours or behind it. */
export type ProofAge = { readonly most: number; readonly skew: number };

/** What the proof must be for. */
export type ExpectedProof = {
  readonly method: string;
  /** The URLs under which this very endpoint is reached; query and fragment do not count. */
  readonly urls: readonly string[];
  readonly algorithms: readonly SignatureAlgorithmName[];
  /** The token the proof comes with; null where it comes with none, as at the token endpoint. */
  readonly accessToken: string | null;
  /** Absent: `proofTolerance` either way. */
  readonly age?: ProofAge;
  readonly now: Epoch;
};

export type DpopProof = {
  /** The thumbprint of the holder's key. */
  readonly jkt: string;
  /** Equal for proofs with one key and one `jti`, whatever their length: what a replay memory keeps. */
  readonly replayKey: string;
  readonly nonce: string | null;
  readonly issuedAt: Epoch;
};

export type ProofVerdict =
  | { readonly kind: 'proved'; readonly proof: DpopProof }
  /** `fault` is constant text. */
  | { readonly kind: 'refused'; readonly fault: string };

/**
 * Verifies a DPoP proof (RFC 9449 §4.3, security.md X-4). Everything but its first use and its nonce is
 * checked; those need a memory, and so are the caller's. Never throws.
 */
export function verifyDpopProof(text: string, expected: ExpectedProof): ProofVerdict {
  const jws = parseCompactJws(text);
  if (jws === null) return refused('the proof is no JWT');
  const signed = verifyByEmbeddedKey(jws, { typ: 'dpop+jwt', algorithms: expected.algorithms });
  if (typeof signed === 'string') return refused(signed);
  const claims = readJsonObject(jws.payload);
  if (claims === null) return refused('the claims of the proof are no JSON object');
  const fault = faultOf(claims, expected);
  if (fault !== null) return refused(fault);
  const { jti, nonce, iat } = claims;
  const proof = {
    jkt: signed.jkt,
    replayKey: sha256(`${signed.jkt} ${jti}`),
    nonce: typeof nonce === 'string' ? nonce : null,
    issuedAt: Math.floor(Number(iat)) as Epoch,
  };
  return { kind: 'proved', proof };
}

function faultOf(claims: Record<string, unknown>, expected: ExpectedProof): string | null {
  const { jti, htm, htu, iat, ath, nonce } = claims;
  if (typeof jti !== 'string' || jti === '') return 'the proof has no jti';
  if (htm !== expected.method) return 'the proof is for another method';
  if (typeof htu !== 'string' || !isOneOf(htu, expected.urls)) return 'the proof is for another URL';
  if (typeof iat !== 'number' || !isTimely(claims, iat, expected)) {
    return 'the proof is too old or from the future';
  }
  if (nonce !== undefined && typeof nonce !== 'string') return 'the nonce of the proof is no text';
  const { accessToken } = expected;
  if (accessToken !== null && ath !== sha256(accessToken)) return 'the proof is for another token';
  return null;
}

/** `exp` and `nbf` hold where they are there (RFC 7519 §4.1.4, §4.1.5, advanced.md DPO-1). */
function isTimely(
  { exp, nbf }: Record<string, unknown>,
  iat: number,
  { now, age = { most: proofTolerance, skew: proofTolerance } }: ExpectedProof,
): boolean {
  const isRecent = now - iat <= age.most && iat - now <= age.skew;
  const isBegun = nbf === undefined || (typeof nbf === 'number' && nbf - now <= age.skew);
  const isLive = exp === undefined || (typeof exp === 'number' && now - exp < age.skew);
  return isRecent && isBegun && isLive;
}

function isOneOf(htu: string, urls: readonly string[]): boolean {
  const wanted = comparable(htu);
  return wanted !== null && urls.some((url) => comparable(url) === wanted);
}

/** Scheme and host in lower case, without default port, query and fragment (RFC 9449 §4.3). */
function comparable(text: string): string | null {
  const url = URL.parse(text);
  return url === null || url.username !== '' || url.password !== ''
    ? null
    : `${url.protocol}//${url.host}${url.pathname}`;
}

const refused = (fault: string): ProofVerdict => ({ kind: 'refused', fault });
