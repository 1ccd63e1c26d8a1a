/** Tokens that the operator of a service signs, beside those of issuers (resource.md §3). */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import {
  type Epoch,
  encodeBase64url,
  equalInConstantTime,
  formatLocalToken,
  hmacSha256,
  isLocalSecret,
  type LocalSignatureAlgorithm,
  type LocalSigningKey,
  Secret,
  signatureAlgorithms,
} from '@grantor/protocol';
import { invalidToken } from '../access/denial.ts';
import { platformPorts } from '../ports/platform.ts';
import type { Ports } from '../ports/ports.ts';
import { checkAudience, checkLife, readClaims } from './claims.ts';
import type { CompactJwt } from './compact-jwt.ts';
import type { ValidToken } from './valid-token.ts';

/** Validates tokens the operator signs; chosen before any verification (resource.md §2, §3). */
export type LocalTokens = {
  /** Whether the token is one for this validator, judged by its unverified header and `iss`. */
  isFor(jwt: CompactJwt): boolean;
  /** Throws `Denied` (`invalid_token`, `expired`); checks all of resource.md §3, the audience included. */
  validate(
    jwt: CompactJwt,
    moment: { readonly now: Epoch; readonly audiences: readonly string[] },
  ): ValidToken;
};

/** What the operator's signature is checked with. */
export type LocalVerificationKey =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'public_key'; readonly key: KeyObject; readonly algorithm: LocalSignatureAlgorithm };

export type LocalTokenSettings = {
  readonly key: LocalVerificationKey;
  /** The `iss` that every local token must have; null, with a secret only: none is asked for. */
  readonly issuer: string | null;
  /** Those of a token that says nothing of scopes. */
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly clockSkew: number;
};

/** Accepts what this key signed and nothing else: a token of another algorithm is refused, never tried. */
export function createLocalTokens({ key, issuer, scopes, clockSkew }: LocalTokenSettings): LocalTokens {
  return {
    isFor: ({ jws, claims }) =>
      jws.header.alg.startsWith('HS') || (issuer !== null && claims['iss'] === issuer),
    validate({ jws, claims }, { now, audiences }) {
      checkHeader(jws);
      checkSignature(jws, key);
      if (issuer !== null && claims['iss'] !== issuer) throw invalidToken('iss is not that of local tokens');
      const read = readClaims(claims);
      checkLife(read, { now, skew: clockSkew });
      const { token } = read;
      if (!token.subject) throw invalidToken('the local token has no sub');
      if (claims['aud'] !== undefined) checkAudience(token, audiences);
      const isSilent = claims['scope'] === undefined && claims['scp'] === undefined;
      // What `iss` says without being asked for is no issuer's word
      return { ...token, issuer, scopes: isSilent ? scopes : token.scopes };
    },
  };
}

function checkHeader({ header, furtherHeader }: CompactJwt['jws']): void {
  if (furtherHeader.includes('crit')) throw invalidToken('the header has a critical extension'); // RFC 7515 §4.1.11
  const isAccessToken = header.typ === null || /^(?:(?:application\/)?at\+)?jwt$/i.test(header.typ);
  if (!isAccessToken) throw invalidToken('typ is not that of an access token');
}

function checkSignature(
  { header, signingInput, signature }: CompactJwt['jws'],
  key: LocalVerificationKey,
): void {
  const algorithm = key.kind === 'secret' ? 'HS256' : key.algorithm;
  if (header.alg !== algorithm) throw invalidToken('alg is not that of local tokens'); // RFC 8725 §3.1
  const holds =
    key.kind === 'secret'
      ? equalInConstantTime(
          hmacSha256(Buffer.from(key.secret.reveal()), signingInput),
          encodeBase64url(signature),
        )
      : signatureAlgorithms[key.algorithm].verify(signingInput, key.key, signature);
  if (!holds) throw invalidToken('the signature is wrong');
}

export type LocalTokenRequest = {
  /** The local user, by id. */
  readonly subject: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Left out: those that the service sets for such tokens. */
  readonly scopes?: readonly string[];
  readonly audience?: string;
} & (
  | { readonly secret: string }
  | {
      /** PEM, or a key object. */
      readonly privateKey: string | KeyObject;
      readonly algorithm: LocalSignatureAlgorithm;
      readonly issuer: string;
    }
);

/**
 * Signs a token that a service with the same `localTokens` accepts (resource.md §3). Throws a `TypeError` for
 * a secret of less than 32 bytes, a key of another kind than the algorithm, or no lifetime.
 */
export function signLocalToken(
  request: LocalTokenRequest,
  ports: Pick<Ports, 'clock' | 'random'> = platformPorts,
): string {
  const { subject, expiresIn, scopes, audience } = request;
  const tokenId = encodeBase64url(ports.random(16));
  const content = { subject, expiresIn, scopes, audience, tokenId, issuedAt: ports.clock() };
  return formatLocalToken(content, signingKey(request));
}

function signingKey(request: LocalTokenRequest): LocalSigningKey {
  if ('secret' in request) {
    if (!isLocalSecret(request.secret))
      throw new TypeError('The secret of local tokens has less than 32 bytes.');
    return { kind: 'secret', secret: Secret.of(request.secret) };
  }
  const { privateKey, algorithm, issuer } = request;
  const key = typeof privateKey === 'string' ? createPrivateKey(privateKey) : privateKey;
  if (!signatureAlgorithms[algorithm].accepts(key)) {
    throw new TypeError(`The key of local tokens is none for ${algorithm}.`);
  }
  return { kind: 'private_key', key, algorithm, issuer };
}
