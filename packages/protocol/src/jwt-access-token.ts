import { z } from 'zod';
import { type FamilyId, familyId } from './brand.ts';

const text = z.string().min(1);
const seconds = z.number().nonnegative();

const accessTokenClaims = z.looseObject({
  iss: text,
  sub: text,
  aud: z.union([text, z.array(text).min(1)]),
  exp: seconds,
  iat: seconds,
  jti: text,
  client_id: text,
  scope: z.string().optional(),
  auth_time: seconds.optional(),
  acr: z.string().optional(),
  amr: z.array(z.string()).optional(),
  cnf: z.looseObject({ jkt: text.optional(), 'x5t#S256': text.optional() }).optional(),
});

/**
 * The claims of a JWT access token as they stand on the wire (RFC 9068 §2.2, protocol.md TO-1); times in
 * seconds since 1970. Operator claims are further members.
 */
export type AccessTokenClaims = Readonly<z.infer<typeof accessTokenClaims>>;

/** The header type of a JWT access token (RFC 9068 §2.1). */
export const accessTokenType = 'at+jwt';

/** The claims of a verified payload, or null when a required one is missing or one has the wrong type. */
export const readAccessTokenClaims = (payload: unknown): AccessTokenClaims | null =>
  accessTokenClaims.safeParse(payload).data ?? null;

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
