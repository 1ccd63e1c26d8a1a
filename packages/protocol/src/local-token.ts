import { type KeyObject, sign } from 'node:crypto';
import { after, type Epoch } from './brand.ts';
import { hmacSha256 } from './digest.ts';
import { keyOption } from './key-option.ts';
import { formatScope } from './scope.ts';
import type { Secret } from './secret.ts';

/** The shortest secret of a local token, in bytes (RFC 7518 §3.2, resource.md §3). */
export const localSecretLength = 32;

/** Whether the text is long enough for HS256. */
export const isLocalSecret = (text: string): boolean => Buffer.byteLength(text) >= localSecretLength;

/** Asymmetric algorithms of local tokens, with the digest of their signature (RFC 7518 §3.1, RFC 8037 §3.1). */
const digests = { ES256: 'sha256', RS256: 'sha256', EdDSA: null } as const;

export type LocalSignatureAlgorithm = keyof typeof digests;

export const isLocalSignatureAlgorithm = (name: string): name is LocalSignatureAlgorithm =>
  Object.hasOwn(digests, name);

/** What an operator signs local tokens with: a secret (HS256), or the private half of a key. */
export type LocalSigningKey =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | {
      readonly kind: 'private_key';
      readonly key: KeyObject;
      readonly algorithm: LocalSignatureAlgorithm;
      /** Tells the verifier that the token is one of its own. */
      readonly issuer: string;
    };

export type LocalTokenContent = {
  /** The local user, by the id the service knows. */
  readonly subject: string;
  readonly issuedAt: Epoch;
  /** Seconds. */
  readonly expiresIn: number;
  /** Undefined: no scope claim, which gives the scopes the service sets for such tokens. */
  readonly scopes: readonly string[] | undefined;
  readonly audience: string | undefined;
  /** Random, so that the log of the service can name the token. */
  readonly tokenId: string;
};

/** A local token: a JWT for services that trust its operator (resource.md §3). Throws a `TypeError` on a bad lifetime. */
export function formatLocalToken(content: LocalTokenContent, key: LocalSigningKey): string {
  const { subject, issuedAt, expiresIn, scopes, audience, tokenId } = content;
  if (subject === '') throw new TypeError('A local token names a user.');
  if (!Number.isInteger(expiresIn) || expiresIn < 1) {
    throw new TypeError('A local token expires after a whole number of seconds, at least 1.');
  }
  const header = { alg: key.kind === 'secret' ? 'HS256' : key.algorithm, typ: 'JWT' };
  const claims = {
    iss: key.kind === 'private_key' ? key.issuer : undefined,
    sub: subject,
    aud: audience,
    iat: issuedAt,
    exp: after(issuedAt, expiresIn),
    jti: tokenId,
    scope: scopes === undefined ? undefined : formatScope(scopes),
  };
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${signature(input, key)}`;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signature(input: string, key: LocalSigningKey): string {
  if (key.kind === 'secret') return hmacSha256(Buffer.from(key.secret.reveal()), input);
  // RFC 7518 §3.4: R and S side by side
  const bytes = sign(digests[key.algorithm], Buffer.from(input), {
    ...keyOption(key.key),
    dsaEncoding: 'ieee-p1363',
  });
  return bytes.toString('base64url');
}
