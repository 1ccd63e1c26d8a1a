/** Refreshing a family, with rotation, grace and reuse detection (RFC 6749 §6, RFC 9700 §4.14, protocol.md §8.2). */

import { type Instant, parseScope, secondOf } from '@grantor/protocol';
import { checkFamilyMethod } from '../client-auth/authenticate.ts';
import type { Account } from '../model/account.ts';
import type { Family, RefreshState, RotatedToken } from '../model/family.ts';
import type { Store } from '../ports/ports.ts';
import type { Entitlement } from '../tokens/entitlement.ts';
import { isInGrace } from '../tokens/grace.ts';
import { parseRefreshToken, type RefreshToken } from '../tokens/refresh-token.ts';
import { type Given, openAnswer } from '../tokens/sealed-answer.ts';
import { isOlder, mayHoldTokens } from '../tokens/standing.ts';
import { readAnswer } from '../tokens/token-answer.ts';
import { checkBound } from './bound.ts';
import { type DecidedRights, decideRights } from './entitle.ts';
import type { Grant, GrantOutcome, GrantRequest } from './grant.ts';
import { GrantReplayed, invalidGrant, missing } from './refusal.ts';

export const refreshToken: Grant = {
  name: 'refresh_token',
  charged: 'on_entry',
  isOffered: (policy) => policy.refreshTokens, // protocol.md TK-4
  isOpenTo: () => true,
  async decide(context, request) {
    const { params, client, method, confirmation, now } = request;
    const value = params.get('refresh_token');
    if (value === undefined) throw missing('refresh_token');
    const presented = parseRefreshToken(value);
    if (presented === null) throw invalidGrant('not a refresh token of ours');
    const found = await context.ports.store.findFamilyForRefresh(presented.keyHash);
    if (found === null) throw invalidGrant('unknown family');
    const { family, account } = found;
    // RFC 6749 §5.2, security.md F-8
    if (family.clientId !== client.id) throw invalidGrant('refresh token of another client');
    checkFamilyMethod(family, method);
    if (family.confirmation !== null) checkBound(family.confirmation, request);
    const live: LiveFamily = { family, refresh: checkLive(family, now), presented };
    const standing = standingOf(live, { request, grace: context.policy.refreshGrace });
    if (standing === 'reused') return revokeFamily(family);
    const holder = checkUsable(request, live, account);
    const rights = await decideRights(context, request, {
      ...{ granted: family, account: holder },
      named: parseScope(params.get('scope')), // narrowing is for this access token only (protocol.md RF-1)
    });
    return standing === 'current'
      ? { kind: 'entitled', entitlement: entitleNext(request, live, { ...rights, account: holder }) }
      : repeatAnswer(context.ports.store, live, { ...rights.left, confirmation });
  },
};

type LiveFamily = {
  readonly family: Family;
  readonly refresh: RefreshState;
  readonly presented: RefreshToken;
};

function checkLive(family: Family, now: Instant): RefreshState {
  const { refresh } = family;
  if (refresh === null || family.revokedAt !== null) throw invalidGrant('family revoked');
  if (Math.min(refresh.expiresAt, family.refreshEndsAt) <= secondOf(now))
    throw invalidGrant('family expired');
  return refresh;
}

/**
 * Where the presented token stands in its family. `rotated`: its holder is the client racing itself, or asking
 * again; `reused` only after the grace it may be owed.
 */
function standingOf(
  { refresh, presented }: LiveFamily,
  { request, grace }: { request: GrantRequest; grace: number },
): 'current' | 'rotated' | 'reused' {
  const { now, attempt } = request;
  if (presented.hash === refresh.currentHash) return 'current';
  const rotation = rotationOf(refresh, presented);
  // protocol.md RF-3: measured from the rotation, never extended
  if (rotation !== undefined && isInGrace(rotation, { grace, now })) return 'rotated';
  // protocol.md RF-4: it arrived while the token was still current
  return attempt === 'lost' || (rotation !== undefined && now < rotation.rotatedAt) ? 'rotated' : 'reused';
}

const rotationOf = ({ rotated }: RefreshState, { hash }: RefreshToken): RotatedToken | undefined =>
  rotated.find((rotation) => rotation.hash === hash);

// RFC 9700 §4.14.2: whoever presents it, a spent token means that two parties hold it
const revokeFamily = ({ id, clientId, userId }: Family): GrantOutcome => ({
  kind: 'refused',
  error: new GrantReplayed('refresh token reused'),
  facts: [
    {
      ...{ kind: 'family_revoked', familyId: id, clientId, userId },
      ...{ reason: 'security', cause: 'refresh_reuse' },
    },
  ],
});

// protocol.md TK-5, TO-3
function checkUsable({ client }: GrantRequest, { family }: LiveFamily, account: Account | null): Account {
  if (family.pausedAt !== null) throw invalidGrant('family paused');
  if (isOlder(family.startedAt, client.tokensValidFrom)) throw invalidGrant('revoked with its client');
  if (!mayHoldTokens(account, family.startedAt)) throw invalidGrant('account may not hold tokens');
  return account;
}

const entitleNext = (
  { client, method, confirmation }: GrantRequest,
  { family, presented }: LiveFamily,
  { left, registered, account }: DecidedRights & { readonly account: Account },
): Entitlement => ({
  ...{ ...left, client, account, registered, confirmation },
  authentication: family.authentication,
  nonce: null, // OpenID Connect Core §12.2
  lineage: {
    kind: 'continued',
    // RFC 9449 §5: a refresh token that a public client gets with a proof is bound to its key
    confirmation: method === 'none' ? confirmation : family.confirmation,
    family,
    presented,
  },
});

/** The same answer again, if it was kept and would still be given to this request (protocol.md RF-3). */
async function repeatAnswer(
  store: Pick<Store, 'findSealedAnswer'>,
  { family, presented }: LiveFamily,
  owed: Given,
): Promise<GrantOutcome> {
  const sealed = await store.findSealedAnswer(family.id, presented.hash);
  const opened = sealed === null ? null : openAnswer(sealed, presented, owed);
  if (opened === null)
    throw invalidGrant('rotated, and no answer is kept for this request and the rights of now');
  return { kind: 'repeated', answer: readAnswer(opened) };
}
