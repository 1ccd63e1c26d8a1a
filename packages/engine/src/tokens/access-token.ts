/** Access tokens, JWT or opaque: alike at every endpoint of ours (protocol.md TO-1, TO-2). */

import {
  after,
  type Epoch,
  type FamilyId,
  formatTokenId,
  type Instant,
  OAuthError,
  scopeMember,
  secondOf,
} from '@grantor/protocol';
import type { OpaqueToken } from '../model/access-token.ts';
import type { Account } from '../model/account.ts';
import type { Actor } from '../model/actor.ts';
import type { Authentication } from '../model/authentication.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import type { Client } from '../model/client.ts';
import type { Confirmation } from '../model/confirmation.ts';
import type { NamedToken } from '../model/family.ts';
import type { Told } from '../model/told.ts';
import type { Voucher } from '../model/voucher.ts';
import type { Policy } from '../ports/policy.ts';
import type { Random } from '../ports/ports.ts';
import type { Context } from '../requests/context.ts';
import { audienceOf, formatAudience } from './audience.ts';
import { detailsMember } from './authorization-details.ts';
import { identityOf } from './claims.ts';
import type { ExtraClaims } from './extra-claims.ts';
import { orderedId } from './ordered-id.ts';
import { digestOfOpaqueToken, drawSecret, opaqueTokenForm } from './ordered-secret.ts';
import { publicNameOf, subjectSaid } from './subject.ts';
import type { TokenTraits } from './token-traits.ts';

export const isOpaqueAccessToken = (value: string): boolean => value.startsWith(opaqueTokenForm.prefix);

export type AccessTokenRequest = {
  readonly client: Client;
  readonly account: Account | null;
  readonly familyId: FamilyId | null;
  /** The managed grant it is part of; null: none. */
  readonly grantId: string | null;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  /** How tokens for these resources are made. */
  readonly traits: TokenTraits;
  readonly authentication: Authentication | null;
  /** What it is bound to; null: whoever has it may use it. */
  readonly confirmation: Confirmation | null;
  /** Seconds, at most what the policy and the traits allow; absent: what client, resources and policy say. */
  readonly lifetime?: number;
  /** Whatever its lifetime would be. */
  readonly notAfter?: Epoch | undefined;
  /** Who acts with it for the person (RFC 8693 §4.1). */
  readonly actor?: Actor | null | undefined;
  /** Absent: nothing but what its family and its client hang on. */
  readonly vouchedBy?: readonly Voucher[] | undefined;
  /** Of a guest; absent: of a user. */
  readonly told?: Told | undefined;
  readonly extraClaims?: ExtraClaims | null | undefined;
  readonly now: Instant;
};

export type AccessToken = {
  readonly value: string;
  readonly tokenId: string;
  readonly expiresAt: Epoch;
  /** null: a JWT is not stored. */
  readonly stored: OpaqueToken | null;
};

/** As its family remembers it (product.md T-3). */
export const namedToken = ({ tokenId, expiresAt }: AccessToken): NamedToken => ({ tokenId, expiresAt });

/** Signs or draws the token; what must be stored comes with it. */
export async function createAccessToken(
  { ports, policy }: Context,
  request: AccessTokenRequest,
): Promise<AccessToken> {
  const tokenId = tokenIdFor(request, ports.random);
  const life = request.lifetime ?? usualLifetime(request, policy, ports.random);
  const expiresAt = earliest(after(secondOf(request.now), life), request.notAfter);
  const audience = audienceOf(request.resources, policy);
  if (request.traits.format === 'opaque') {
    if (request.extraClaims != null)
      throw new OAuthError('invalid_request', 'An opaque token holds no extra_claims.');
    const value = drawSecret(opaqueTokenForm, ports.random, request.now);
    return { value, tokenId, expiresAt, stored: describe(request, { value, tokenId, audience, expiresAt }) };
  }
  const value = await ports.keys.sign({
    use: 'access_token',
    alg: null,
    typ: request.traits.typ, // RFC 9068 §2.1
    claims: accessTokenClaims(request, { ports, policy }, { tokenId, audience, expiresAt }),
    now: secondOf(request.now),
  });
  return { value, tokenId, expiresAt, stored: null };
}

/** Whoever has no more than the id of a stored token finds it by the time in it. */
const tokenIdFor = ({ familyId, now }: AccessTokenRequest, random: Random): string =>
  formatTokenId(familyId, orderedId(random, now));

type Drawn = { readonly tokenId: string; readonly audience: readonly string[]; readonly expiresAt: Epoch };

/** RFC 9068 §2.2; members that are `undefined` do not reach JSON. */
function accessTokenClaims(
  request: AccessTokenRequest,
  { ports, policy }: Pick<Context, 'ports' | 'policy'>,
  drawn: Drawn,
) {
  const { client, account, authentication, scope } = request;
  return {
    ...request.told?.accessToken,
    ...request.extraClaims, // first, so that they replace nothing (protocol.md TO-6)
    iss: policy.issuer,
    sub: subjectSaid(client, { userId: account?.id ?? null, told: request.told }, ports.keys),
    aud: formatAudience(drawn.audience),
    exp: drawn.expiresAt,
    iat: secondOf(request.now),
    jti: drawn.tokenId,
    client_id: client.id,
    scope: scopeMember(scope),
    authorization_details: detailsMember(request.details), // RFC 9396 §9.1
    grant_id: request.grantId ?? undefined, // advanced.md GMT-6
    auth_time: authentication?.authTime,
    acr: authentication?.acr,
    amr: authentication?.amr,
    cnf: request.confirmation ?? undefined, // RFC 7800 §3
    act: request.actor ?? undefined, // RFC 8693 §4.1
    vouched_by: request.vouchedBy,
    ...operatorClaims(client, account, policy),
    ...(account === null ? {} : identityOf(account, request.traits.claims)),
  };
}

// protocol.md TO-1, CL-6
const operatorClaims = (client: Client, account: Account | null, policy: Policy) => ({
  [`${policy.privateClaimPrefix}_uid`]: publicNameOf(client, account),
  [`${policy.privateClaimPrefix}_domain`]: policy.domain ?? undefined,
  [`${policy.privateClaimPrefix}_project`]: client.project ?? undefined,
  [`${policy.privateClaimPrefix}_service_account`]: client.serviceAccount ?? undefined,
});

const describe = (request: AccessTokenRequest, drawn: Drawn & { readonly value: string }): OpaqueToken => ({
  hash: digestOfOpaqueToken(drawn.value),
  tokenId: drawn.tokenId,
  clientId: request.client.id,
  userId: request.account?.id ?? null,
  familyId: request.familyId,
  scope: request.scope,
  audience: drawn.audience,
  details: request.details,
  authentication: request.authentication,
  confirmation: request.confirmation,
  actor: request.actor ?? null,
  vouchedBy: request.vouchedBy ?? [],
  issuedAt: request.now,
  expiresAt: drawn.expiresAt,
});

const earliest = (time: Epoch, bound: Epoch | undefined): Epoch =>
  bound === undefined || time < bound ? time : bound;

/** Seconds; the jitter spreads the refreshes of tokens issued together. */
function usualLifetime(request: AccessTokenRequest, { lifetimes }: Policy, random: Random): number {
  const ofClient =
    request.account === null
      ? lifetimes.clientCredentialsToken
      : lifetimes.accessToken[request.client.tokenProfile];
  const base = request.traits.lifetime(ofClient);
  const extra = random.integer(lifetimes.accessTokenJitter + 1);
  return Math.min(base + extra, lifetimes.accessTokenMax);
}
