/** Redeeming an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.6, protocol.md §8.1). */

import {
  type Instant,
  isCodeVerifier,
  OAuthError,
  type Params,
  provesChallenge,
  secondOf,
} from '@grantor/protocol';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import { toldOf } from '../model/told.ts';
import type { FamilyDraft } from '../tokens/entitlement.ts';
import { codeForm, digestOf } from '../tokens/ordered-secret.ts';
import { checkBound } from './bound.ts';
import { entitleBirth } from './entitle.ts';
import type { Grant, GrantOutcome, GrantRequest } from './grant.ts';
import { GrantReplayed, invalidGrant, missing } from './refusal.ts';

/** A second redemption this soon after the first is the client racing itself (protocol.md TC-2). */
const raceMilliseconds = 1000;

export const authorizationCode: Grant = {
  name: 'authorization_code',
  charged: 'on_entry',
  isOffered: () => true,
  isOpenTo: () => true,
  async decide(context, request) {
    const { params, client, now } = request;
    const value = params.get('code');
    if (value === undefined) throw missing('code');
    const found = await context.ports.store.findCodeForRedemption(digestOf(codeForm, value));
    if (found === null) throw invalidGrant('unknown code');
    const { code, account } = found;
    // RFC 6749 §5.2, security.md F-8
    if (code.clientId !== client.id) throw invalidGrant('code of another client');
    checkRedirectUri(params, code);
    checkVerifier(params, code);
    checkKey(request, code);
    if (code.redeemedAt !== null) return answerReplay(code, code.redeemedAt, now);
    if (code.expiresAt <= secondOf(now)) throw invalidGrant('expired code');
    return entitleBirth(context, request, {
      account,
      since: code.issuedAt,
      nonce: code.nonce,
      family: draftFamily(code),
      proof: { kind: 'code_redeemed', code },
    });
  },
};

function checkRedirectUri(params: Params, code: AuthorizationCode): void {
  const sent = params.get('redirect_uri');
  if (sent !== undefined && sent !== code.redirectUri) throw invalidGrant('another redirect_uri');
  // OAuth 2.1 §10.2: without PKCE it is what binds the code to the request
  if (sent === undefined && code.codeChallenge === null) throw missing('redirect_uri');
}

function checkVerifier(params: Params, code: AuthorizationCode): void {
  const verifier = params.get('code_verifier');
  if (verifier !== undefined && !isCodeVerifier(verifier)) {
    throw new OAuthError('invalid_request', 'The code_verifier is malformed.'); // RFC 7636 §4.1
  }
  if (code.codeChallenge === null) {
    if (verifier === undefined) return;
    // RFC 9700 §4.8.2: a downgraded request is refused
    throw new OAuthError('invalid_request', 'A code_verifier was sent, but no code_challenge before.');
  }
  if (verifier === undefined || !provesChallenge(verifier, code.codeChallenge)) {
    throw invalidGrant('code_verifier missing or wrong'); // RFC 7636 §4.6
  }
}

// RFC 9449 §10
function checkKey(request: GrantRequest, { dpopJkt }: AuthorizationCode): void {
  if (dpopJkt !== null) checkBound({ jkt: dpopJkt }, request);
}

/** An otherwise valid request for a spent code: a race at first, a replay later (RFC 6749 §4.1.2). */
function answerReplay(code: AuthorizationCode, redeemedAt: Instant, now: Instant): GrantOutcome {
  if (now - redeemedAt < raceMilliseconds) throw invalidGrant('code redeemed in parallel');
  return {
    kind: 'refused',
    error: new GrantReplayed('code replayed'),
    facts: [
      {
        kind: 'family_revoked',
        familyId: code.familyId,
        clientId: code.clientId,
        userId: code.userId,
        reason: 'security',
        cause: 'code_replay',
      },
    ],
  };
}

// As old as the approval, so that no redemption outlives a revoke-all that came between (security.md R-12)
const draftFamily = (code: AuthorizationCode): FamilyDraft => ({
  id: code.familyId,
  origin: 'authorization_code',
  clientId: code.clientId,
  userId: code.userId,
  scope: code.scope,
  resources: code.resources,
  details: code.details,
  claims: code.claims,
  grantId: code.grant?.id ?? null,
  authentication: code.authentication,
  sessionId: code.sessionId,
  sid: code.sid,
  startedAt: code.issuedAt,
  ...toldOf(code),
});
