/** Recognising an access token of ours, JWT or opaque, with its live state in one read (protocol.md TO-2, TO-3). */

import {
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
  type UserId,
} from '@grantor/protocol';
import type { FamilyStanding, OpaqueToken, TokenStanding } from '../model/access-token.ts';
import { type Actor, readActor } from '../model/actor.ts';
import type { AuthorizationDetail } from '../model/authorization-details.ts';
import { type Client, mayUse } from '../model/client.ts';
import { type Confirmation, readConfirmation } from '../model/confirmation.ts';
import { readVouchers, type Voucher } from '../model/voucher.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import { isOpaqueAccessToken } from './access-token.ts';
import { isDefaultAudience } from './audience.ts';
import { isAccessToken } from './jwt-kinds.ts';
import { digestOfOpaqueToken } from './ordered-secret.ts';
import { readRegistry } from './registry.ts';
import { rightsLeft, scopeShownAt } from './rights.ts';
import { isActive } from './standing.ts';
import { subjectSaid, userOfSubject } from './subject.ts';
import { vouchedLeft } from './vouchers.ts';

/** What an access token says, whatever its form. */
export type PresentedToken = {
  readonly tokenId: string;
  readonly clientId: ClientId;
  readonly userId: UserId | null;
  readonly familyId: FamilyId | null;
  readonly subject: string;
  readonly scope: readonly string[];
  readonly audience: readonly string[];
  /** What of its audience it was asked for by name; empty: nothing was, whatever `aud` says. */
  readonly resources: readonly string[];
  /** What it carries for its audience (RFC 9396 §9.1, §9.2). */
  readonly details: readonly AuthorizationDetail[];
  readonly authTime: number | undefined;
  readonly acr: string | undefined;
  readonly amr: readonly string[] | undefined;
  /** What its holder must prove to have; null: nothing but the token (RFC 7800 §3). */
  readonly confirmation: Confirmation | null;
  /** Who acts with it for the person (RFC 8693 §4.1). */
  readonly actor: Actor | null;
  /** What administrators allowed that it hangs on, beside its family and its client. */
  readonly vouchedBy: readonly Voucher[];
  readonly issuedAt: Instant;
  readonly expiresAt: Epoch;
};

/** The token alone, before anything is known of its family. */
type ReadToken = Omit<IssuedToken, 'resources'>;

/** `subject`: null where the token does not say it; then its client does. */
type IssuedToken = Omit<PresentedToken, 'subject'> & { readonly subject: string | null };

/** A token with the live state it hangs on, as far as its client and its person still have the rights in it. */
export type ActiveToken = {
  readonly token: PresentedToken;
  readonly standing: TokenStanding;
  readonly client: Client;
};

export type TokenLookup =
  | ({ readonly kind: 'active' } & ActiveToken)
  /** Ours, and good until its time was over. */
  | { readonly kind: 'expired' }
  /** Unknown, forged, of another kind, revoked, or of somebody who may hold none. */
  | { readonly kind: 'invalid' };

/** The token and the live state it hangs on, if it is active (protocol.md TO-3); null otherwise. */
export async function findActiveToken(
  context: Context,
  value: string,
  now: Epoch,
): Promise<ActiveToken | null> {
  const found = await lookUpToken(context, value, now);
  return found.kind === 'active' ? found : null;
}

/** What became of the token, in at most one live read. */
export async function lookUpToken(context: Context, value: string, now: Epoch): Promise<TokenLookup> {
  const found = await lookUpIssued(context, value, now);
  const active = found.kind === 'active' ? await withRightsLeft(context, found) : null;
  const lookup: TokenLookup =
    active === null
      ? { kind: found.kind === 'expired' ? 'expired' : 'invalid' }
      : { kind: 'active', ...active };
  context.ports.observer.observe({ kind: 'token_looked_up', result: lookup.kind });
  return lookup;
}

/** The token itself, if nothing has ended it, whatever rights are left in it: for ending it. */
export async function findIssuedToken(
  context: Context,
  value: string,
  now: Epoch,
): Promise<IssuedToken | null> {
  const found = await lookUpIssued(context, value, now);
  return found.kind === 'active' ? found.token : null;
}

type Standing = { readonly token: IssuedToken; readonly standing: TokenStanding };
type IssuedLookup = Exclude<TokenLookup, { kind: 'active' }> | ({ readonly kind: 'active' } & Standing);

async function lookUpIssued(context: Context, value: string, now: Epoch): Promise<IssuedLookup> {
  const { store } = context.ports;
  if (isOpaqueAccessToken(value)) {
    const found = await store.findOpaqueToken(digestOfOpaqueToken(value));
    return found === null
      ? { kind: 'invalid' }
      : judge(context, describeOpaque(found.token), { standing: found.standing, now });
  }
  const token = await verifyJwt(context, value, now);
  if (token === null) return { kind: 'invalid' };
  if (token.expiresAt <= now) return { kind: 'expired' };
  return judge(context, token, { standing: await store.findTokenStanding(token), now });
}

function judge(
  { policy }: Context,
  token: ReadToken,
  { standing, now }: { readonly standing: TokenStanding; readonly now: Epoch },
): IssuedLookup {
  if (!isActive(token, standing)) return { kind: 'invalid' };
  if (token.expiresAt <= now) return { kind: 'expired' };
  const resources = resourcesOf(token, standing.family, policy);
  // Whoever a pairwise subject stands for is known by the family alone (advanced.md PWS-1)
  const userId = standing.family?.userId ?? token.userId;
  return { kind: 'active', token: { ...token, userId, resources }, standing };
}

/** A resource may bear the name of the default audience; then the family remembers what was asked for. */
function resourcesOf(
  { audience, clientId, vouchedBy }: ReadToken,
  family: FamilyStanding | null,
  policy: Policy,
): readonly string[] {
  const isForNone = isOfFamily({ clientId, vouchedBy }, family)
    ? family.resources.length === 0
    : isDefaultAudience(audience, policy);
  return isForNone ? [] : audience;
}

/** Whether it is for what its family is for: what was got by exchange is for what it named (advanced.md TEX-5). */
const isOfFamily = (
  { clientId, vouchedBy }: Pick<ReadToken, 'clientId' | 'vouchedBy'>,
  family: FamilyStanding | null,
): family is FamilyStanding =>
  family?.clientId === clientId && !vouchedBy.some((voucher) => voucher.startsWith('rule:'));

/** What was taken away since it was issued counts no more (protocol.md IN-6); null: nothing is left. */
async function withRightsLeft(
  { ports, policy }: Context,
  { token, standing }: Standing,
): Promise<ActiveToken | null> {
  const client = await ports.store.findClient(token.clientId);
  if (client === null || !(await isFamilyServed(ports, { token, standing }))) return null;
  // advanced.md SW-6: issued before the profile was set
  if (token.confirmation === null && profileOf(client, policy).boundTokens === 'all') return null;
  const registry = await readRegistry(ports);
  const claims = isOfFamily(token, standing.family) ? standing.family.claims : undefined;
  const vouched = await vouchedLeft(ports.store, token);
  if (vouched === null) return null;
  const stays = scopeLeft(vouched.scope, standing);
  if (stays.length + vouched.details.length === 0 && vouched.scope.length > 0) return null;
  const left = rightsLeft(
    { ...vouched, scope: stays, claims },
    { client, account: standing.account },
    { policy, ...registry },
  );
  if (left === null) return null;
  const audience = token.resources.length > 0 ? left.resources : token.audience;
  const subject =
    token.subject ?? subjectSaid(client, { userId: token.userId, told: standing.family?.told }, ports.keys);
  return { token: { ...token, ...left, audience, subject }, standing, client };
}

/** A token that says itself what it is for says too much once a front-end took some of it back. */
const scopeLeft = (scope: readonly string[], { family }: TokenStanding): readonly string[] => {
  const kept = family?.told?.scopes;
  return kept === undefined ? scope : scope.filter((name) => kept.includes(name));
};

/** What of its scope counts at these of its resources. */
export const scopeHeldAt = (
  { policy }: Pick<Context, 'policy'>,
  { token, standing: { family } }: Pick<ActiveToken, 'token' | 'standing'>,
  resources: readonly string[],
): readonly string[] =>
  token.resources.length > 0 && isOfFamily(token, family)
    ? scopeShownAt(token.scope, resources, { claims: family.claims, policy })
    : token.scope;

/** What another client got by exchange is good while the client is served that it came from (advanced.md TEX-7). */
async function isFamilyServed(
  { store }: Context['ports'],
  { token, standing: { family, account } }: Standing,
): Promise<boolean> {
  if (family === null || family.clientId === token.clientId) return true;
  const origin = await store.findClient(family.clientId);
  return origin?.status === 'active' && account !== null && mayUse(origin, account);
}

/** What a JWT of ours says, expired or not; null: not ours, or not an access token (RFC 9068 §4). */
async function verifyJwt({ ports, policy }: Context, jwt: string, now: Epoch): Promise<ReadToken | null> {
  const verified = await ports.keys.verify(jwt, { use: 'access_token', retired: 'refuse', now });
  if (verified === null || !isAccessToken(verified)) return null;
  const claims = readAccessTokenClaims(verified.claims);
  if (claims === null || claims.iss !== policy.issuer) return null;
  const vouchedBy = readVouchers(claims['vouched_by']);
  if (vouchedBy === null) return null;
  const confirmation = claims.cnf === undefined ? null : readConfirmation(claims.cnf);
  // One that nobody can prove is no bearer token (RFC 7800 §3)
  if (claims.cnf !== undefined && confirmation === null) return null;
  return {
    tokenId: claims.jti,
    clientId: clientId(claims.client_id),
    userId: userOfSubject(claims.sub),
    familyId: familyOfTokenId(claims.jti),
    subject: claims.sub,
    scope: parseScope(claims.scope),
    audience: [claims.aud].flat(),
    // Signed by us: the schema of the type is looked at once more in rights.ts
    details: (claims.authorization_details ?? []) as readonly AuthorizationDetail[],
    authTime: claims.auth_time,
    acr: claims.acr,
    amr: claims.amr,
    confirmation,
    actor: readActor(claims['act']),
    vouchedBy,
    issuedAt: instant(claims.iat * 1000),
    expiresAt: epoch(claims.exp),
  };
}

const describeOpaque = (token: OpaqueToken): ReadToken => ({
  tokenId: token.tokenId,
  clientId: token.clientId,
  userId: token.userId,
  familyId: token.familyId,
  subject: null,
  scope: token.scope,
  audience: token.audience,
  details: token.details,
  authTime: token.authentication?.authTime,
  acr: token.authentication?.acr,
  amr: token.authentication?.amr,
  confirmation: token.confirmation,
  actor: token.actor,
  vouchedBy: token.vouchedBy,
  issuedAt: token.issuedAt,
  expiresAt: token.expiresAt,
});
