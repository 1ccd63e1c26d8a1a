/** Recognising an access token of ours, JWT or opaque, with its live state in one read (protocol.md TO-2, TO-3). */

import {
  accessTokenType,
  type ClientId,
  clientId,
  type Epoch,
  epoch,
  type FamilyId,
  familyOfTokenId,
  type Instant,
  instant,
  parseScope,
  readAccessTokenClaims,
  sha256,
  type UserId,
} from '@grantor/protocol';
import type { Context } from '../endpoints/context.ts';
import type { OpaqueToken, TokenStanding } from '../model/access-token.ts';
import { isOpaqueAccessToken } from './access-token.ts';
import { isRefreshToken } from './refresh-token.ts';
import { isActive } from './standing.ts';
import { subjectOf, userOfSubject } from './subject.ts';

/** What an access token says, whatever its form. */
export type PresentedToken = {
  readonly tokenId: string;
  readonly clientId: ClientId;
  readonly userId: UserId | null;
  readonly familyId: FamilyId | null;
  readonly subject: string;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  readonly authTime: number | undefined;
  readonly acr: string | undefined;
  readonly issuedAt: Instant;
  readonly expiresAt: Epoch;
};

/** The token and the live state it hangs on, if it is active (protocol.md TO-3); null otherwise. */
export async function findActiveToken(
  context: Context,
  value: string,
  now: Epoch,
): Promise<{ token: PresentedToken; standing: TokenStanding } | null> {
  const found = await findToken(context, value, now);
  if (found === null || found.token.expiresAt <= now) return null;
  return isActive(found.token, found.standing) ? found : null;
}

async function findToken(context: Context, value: string, now: Epoch) {
  if (isRefreshToken(value)) return null;
  const { store } = context.ports;
  if (isOpaqueAccessToken(value)) {
    const found = await store.findOpaqueToken(sha256(value));
    return found === null ? null : { token: describeOpaque(found.token), standing: found.standing };
  }
  const token = await verifyJwt(context, value, now);
  return token === null ? null : { token, standing: await store.findTokenStanding(token) };
}

/** What a JWT of ours says; null: not ours, not an access token, or expired (RFC 9068 §4). */
async function verifyJwt(
  { ports, policy }: Context,
  jwt: string,
  now: Epoch,
): Promise<PresentedToken | null> {
  const verified = await ports.keys.verify(jwt, { use: 'access_token', retired: 'refuse', now });
  // RFC 8725 §3.11: an ID token never passes for an access token
  if (verified === null || verified.header.typ?.toLowerCase() !== accessTokenType) return null;
  const claims = readAccessTokenClaims(verified.claims);
  if (claims === null || claims.iss !== policy.issuer || claims.exp <= now) return null;
  return {
    tokenId: claims.jti,
    clientId: clientId(claims.client_id),
    userId: userOfSubject(claims.sub),
    familyId: familyOfTokenId(claims.jti),
    subject: claims.sub,
    scope: parseScope(claims.scope),
    audience: [claims.aud].flat(),
    authTime: claims.auth_time,
    acr: claims.acr,
    issuedAt: instant(claims.iat * 1000),
    expiresAt: epoch(claims.exp),
  };
}

const describeOpaque = (token: OpaqueToken): PresentedToken => ({
  tokenId: token.tokenId,
  clientId: token.clientId,
  userId: token.userId,
  familyId: token.familyId,
  subject: subjectOf(token.clientId, token.userId),
  scope: token.scope,
  audience: token.audience,
  authTime: token.authentication?.authTime,
  acr: token.authentication?.acr,
  issuedAt: token.issuedAt,
  expiresAt: token.expiresAt,
});
