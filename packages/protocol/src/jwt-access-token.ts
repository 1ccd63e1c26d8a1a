import { type FamilyId, familyId } from './brand.ts';
import * as shape from './shape.ts';

const text = shape.where(shape.text(), (value) => value !== '', 'a text that is not empty');
const seconds = shape.where(shape.number(), (value) => value >= 0, 'seconds since 1970');
const audiences = shape.where(shape.list(text), ({ length }) => length > 0, 'a list that is not empty');

const accessTokenClaims = shape.members({
  iss: text,
  sub: text,
  aud: shape.either<string | readonly string[]>([text, audiences], 'a text or a list of texts'),
  exp: seconds,
  iat: seconds,
  jti: text,
  client_id: text,
  scope: shape.optional(shape.text()),
  auth_time: shape.optional(seconds),
  acr: shape.optional(shape.text()),
  amr: shape.optional(shape.list(shape.text())),
  authorization_details: shape.optional(
    shape.list(
      shape.where(
        shape.record(shape.anything),
        ({ type }) => typeof type === 'string',
        'an object with a type',
      ),
    ),
  ),
  cnf: shape.optional(shape.members({ jkt: shape.optional(text), 'x5t#S256': shape.optional(text) })),
});

/**
 * The claims of a JWT access token as they stand on the wire (RFC 9068 §2.2, protocol.md TO-1); times in
 * seconds since 1970. Operator claims are further members.
 */
export type AccessTokenClaims = shape.Read<typeof accessTokenClaims> & Readonly<Record<string, unknown>>;

/** The header type of a JWT access token (RFC 9068 §2.1). */
export const accessTokenType = 'at+jwt';

/** The claims of a verified payload, or null when a required one is missing or one has the wrong type. */
export const readAccessTokenClaims = (payload: unknown): AccessTokenClaims | null =>
  accessTokenClaims(payload) instanceof shape.Flaws ? null : (payload as AccessTokenClaims);

// A family id, and so its mark in the token id, is 22 base64url characters (brand.ts)
const familyTokenId = /^([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]+$/;

/** A token id that names the family of the token, so that its state is found without a row per token. */
export const formatTokenId = (family: FamilyId | null, random: string): string =>
  family === null ? random : `${family}.${random}`;

/** The family named in a token id, or null for a token without one. */
export function familyOfTokenId(jti: string): FamilyId | null {
  const family = familyTokenId.exec(jti)?.[1];
  return family === undefined ? null : familyId(family);
}
