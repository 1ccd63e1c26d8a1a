/** From an entitlement to signed tokens, the facts to commit and the answer. Commits nothing itself. */

import { after, assertNever, type Epoch, type Instant, secondOf } from '@grantor/protocol';
import { isPublic } from '../model/client.ts';
import { tokenTypeOf } from '../model/confirmation.ts';
import type { Family } from '../model/family.ts';
import { resourcesNamed } from '../model/resource.ts';
import type { Fact, Source } from '../ports/facts.ts';
import type { Issued } from '../ports/issued.ts';
import type { Policy } from '../ports/policy.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import { type AccessToken, createAccessToken, namedToken } from './access-token.ts';
import { apisAmong, audienceOf } from './audience.ts';
import { detailsAt } from './authorization-details.ts';
import { describeDerived } from './derived-facts.ts';
import type { Entitlement, Lineage, Proof } from './entitlement.ts';
import { stillRemembered } from './grace.ts';
import { signIdToken } from './id-token.ts';
import { newGrant } from './managed-grants.ts';
import { createRefreshToken, nextRefreshToken, type RefreshToken } from './refresh-token.ts';
import { sealAnswer } from './sealed-answer.ts';
import { serialiseAnswer, type TokenAnswer } from './token-answer.ts';
import { asAgreed, traitsOf } from './token-traits.ts';

export type IssuedTokens = { readonly facts: readonly Fact[]; readonly answer: TokenAnswer };

/** When, and at whose request. */
export type Issuing = { readonly now: Instant; readonly source: Source };

/** Signs everything due before anything is committed, so that no transaction is open across an await. */
export async function issue(
  context: Context,
  entitlement: Entitlement,
  { now, source }: Issuing,
): Promise<IssuedTokens> {
  const { client, account, authentication, confirmation, scope, resources } = entitlement;
  const { registered, lineage } = entitlement;
  const { family } = lineage;
  const grantId = grantOf(lineage);
  const apis = resourcesNamed(apisAmong(resources, context.policy), registered);
  const audience = apis.map((api) => asAgreed(api, family?.claims ?? null));
  const details = detailsAt(entitlement.details, audienceOf(resources, context.policy));
  const accessToken = await createAccessToken(context, {
    ...{ client, account, authentication, confirmation, scope, resources, details, now },
    ...{ actor: entitlement.actor, vouchedBy: entitlement.vouchedBy, notAfter: lastMoment(entitlement, now) },
    extraClaims: entitlement.extraClaims,
    traits: { ...traitsOf(client, audience), ...formatOf(entitlement) },
    familyId: family?.id ?? null,
    told: family?.told,
    grantId,
  });
  const idToken = await signDueIdToken(context, entitlement, {
    ...{ accessToken: accessToken.value, now, source },
  });
  const refreshToken = drawRefreshToken(context, entitlement, now);
  const answer: TokenAnswer = {
    accessToken: accessToken.value,
    tokenType: tokenTypeOf(confirmation),
    expiresAt: accessToken.expiresAt,
    refreshToken: refreshToken?.value ?? null,
    idToken,
    scope,
    details,
    ...(entitlement.issuedTokenType === undefined ? {} : { issuedTokenType: entitlement.issuedTokenType }),
    grantId,
  };
  const facts = describeIssue(context.policy, entitlement, { accessToken, refreshToken, answer, now });
  return { facts, answer };
}

// Tokens that come of others end with them, and are none of what the client manages
const grantOf = (lineage: Lineage): string | null =>
  lineage.kind === 'born' || lineage.kind === 'continued' ? lineage.family.grantId : null;

/** null: none is due. */
async function signDueIdToken(
  { ports, policy }: Context,
  { client, account, scope, nonce, lineage }: Entitlement,
  { accessToken, now, source }: Issuing & { readonly accessToken: string },
): Promise<string | null> {
  // Nobody signed in for what comes of another token
  const signedIn = lineage.kind === 'exchanged' ? null : lineage.family;
  if (signedIn === null || account === null || !scope.includes('openid')) return null;
  const { authentication, claims, sid, told } = signedIn;
  const companions = { accessToken, code: null };
  return signIdToken(
    { client, account, scope, nonce, authentication, claims, sid, told, companions },
    { ...ports, policy, source, now: secondOf(now) },
  );
}

const formatOf = ({ format }: Entitlement) => (format === undefined ? {} : { format });

/** The bounds that an entitlement sets, as one moment. */
function lastMoment({ notAfter, lifetime }: Entitlement, now: Instant): Epoch | undefined {
  const end = typeof lifetime === 'number' ? after(secondOf(now), lifetime) : undefined;
  if (notAfter === undefined || end === undefined) return notAfter ?? end;
  return end < notAfter ? end : notAfter;
}

/** null: none is due (protocol.md TK-4). The same value again where tokens do not rotate (protocol.md RF-2). */
function drawRefreshToken(
  { ports, policy }: Context,
  { client, lineage }: Entitlement,
  now: Instant,
): RefreshToken | null {
  switch (lineage.kind) {
    case 'none':
    case 'asserted': // RFC 7521 §4.1, advanced.md JWB-6
    case 'exchanged': // advanced.md TEX-5
      return null;
    case 'born':
      return lineage.wantsRefresh ? createRefreshToken(ports.random, now) : null;
    case 'continued': {
      const isBound = profileOf(client, policy).refreshTokens === 'fixed'; // FAPI 2.0 Security Profile §5.3.2.1
      const fixed = isBound || client.refreshRotation === 'fixed' || !policy.rotation;
      // RFC 9700 §4.14.2: a public client's token rotates unless it is bound (protocol.md RF-2)
      if (fixed && (!isPublic(client) || lineage.family.confirmation !== null)) return lineage.presented;
      return nextRefreshToken(lineage.presented, ports.random);
    }
    default:
      return assertNever(lineage);
  }
}

type Made = {
  readonly accessToken: AccessToken;
  readonly refreshToken: RefreshToken | null;
  readonly answer: TokenAnswer;
  readonly now: Instant;
};

function describeIssue(policy: Policy, entitlement: Entitlement, made: Made): readonly Fact[] {
  const { lineage } = entitlement;
  const { stored } = made.accessToken;
  const opaque: Fact[] = stored === null ? [] : [{ kind: 'opaque_token_issued', token: stored }];
  switch (lineage.kind) {
    case 'none':
      return [serviceToken(entitlement, made), ...opaque];
    case 'asserted':
    case 'exchanged':
      return [describeDerived({ ...entitlement, lineage }, { ...made, policy }), ...opaque];
    case 'born':
      return [...describeBirth(policy, entitlement, { made, lineage }), ...opaque];
    case 'continued':
      return [describeRefresh(policy, entitlement, { made, lineage }), ...opaque];
    default:
      return assertNever(lineage);
  }
}

const serviceToken = ({ client, vouchedFor }: Entitlement, { answer }: Made): Fact => ({
  ...({ kind: 'client_token_issued', clientId: client.id, scope: answer.scope } as const),
  ...(vouchedFor === undefined ? {} : { by: vouchedFor }),
});

function describeBirth(
  policy: Policy,
  { client, registered }: Entitlement,
  { made, lineage }: { made: Made; lineage: Extract<Lineage, { kind: 'born' }> },
): readonly Fact[] {
  const { accessToken, refreshToken, now } = made;
  const refreshEndsAt = after(secondOf(now), policy.lifetimes.refreshMax);
  const expiresAt = idleEnd(policy.lifetimes.refreshIdle[client.tokenProfile], refreshEndsAt, now);
  const refresh =
    refreshToken === null
      ? null
      : {
          keyHash: refreshToken.keyHash,
          currentHash: refreshToken.hash,
          rotated: [],
          expiresAt,
        };
  const family: Family = {
    ...lineage.family,
    refreshEndsAt,
    refresh,
    newest: namedToken(accessToken),
    expiresAt: latest(accessToken.expiresAt, refresh?.expiresAt ?? replayWatchEnd(now)),
    revokedAt: null,
    pausedAt: null,
  };
  return [
    { ...lineage.proof, issued: kindsOf(made.answer) },
    { kind: 'family_started', family },
    ...(family.grantId !== null && beginsGrant(lineage.proof)
      ? [
          {
            kind: 'grant_created',
            grant: newGrant(family.grantId, family, { registered, policy, now }),
          } as const,
        ]
      : []),
  ];
}

const beginsGrant = (proof: Proof): boolean => {
  if (proof.kind === 'offer_redeemed') return false;
  return (proof.kind === 'code_redeemed' ? proof.code : proof.deviceCode).grant?.action === 'create';
};

function describeRefresh(
  policy: Policy,
  entitlement: Entitlement,
  { made, lineage }: { made: Made; lineage: Extract<Lineage, { kind: 'continued' }> },
): Fact {
  const { family, presented } = lineage;
  const { accessToken, refreshToken, answer, now } = made;
  const idle = policy.lifetimes.refreshIdle[entitlement.client.tokenProfile];
  const refreshExpiresAt = idleEnd(idle, family.refreshEndsAt, now);
  const common = {
    family,
    presented: presented.hash,
    refreshExpiresAt,
    expiresAt: latest(family.expiresAt, accessToken.expiresAt, refreshExpiresAt),
    newest: namedToken(accessToken),
    issued: kindsOf(answer),
  };
  const next = refreshToken?.hash ?? presented.hash;
  if (next === presented.hash) return { kind: 'refresh_used', ...common };
  const grace = policy.refreshGrace;
  const sealedAnswer = grace > 0 ? sealAnswer(serialiseAnswer(answer), presented, entitlement) : null;
  const earlier = stillRemembered(family.refresh?.rotated ?? [], { grace, now });
  const { confirmation } = lineage;
  return { kind: 'refresh_rotated', ...common, next, confirmation, sealedAnswer, earlier };
}

const kindsOf = (answer: TokenAnswer): Issued => [
  'access_token',
  ...(answer.refreshToken === null ? [] : (['refresh_token'] as const)),
  ...(answer.idToken === null ? [] : (['id_token'] as const)),
];

/** Slides with every use, up to the end of the family (protocol.md §2). */
const idleEnd = (idle: number, end: Epoch, now: Instant): Epoch =>
  Math.min(after(secondOf(now), idle), end) as Epoch;

// protocol.md TC-1: a redeemed code is recognised for ten minutes at least
const replayWatchEnd = (now: Instant): Epoch => after(secondOf(now), 600);

const latest = (...times: readonly Epoch[]): Epoch => Math.max(...times) as Epoch;
