/** A request that needs nothing more becomes a code (protocol.md AZ-6). */

import { after, familyId, type Hash, secondOf, sha256 } from '@grantor/protocol';
import { useOf } from '../clients/lifetime.ts';
import { authenticationOf, type BrowserSession } from '../model/authentication.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import { isSelfRegistered } from '../model/client.ts';
import type { Consent } from '../model/consent.ts';
import type { Fact } from '../ports/facts.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import { signFrontChannelIdToken } from '../tokens/id-token.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import { deriveSid } from '../tokens/subject.ts';
import { agreedAt } from '../tokens/token-traits.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import { agreedTo, covers, detailsToRemember, redirectHost, termsOf } from './consent-coverage.ts';
import { answer, type Parameters } from './deliver.ts';
import { answeredBefore, endingWith, startAgain } from './kept-answer.ts';
import { isExempt } from './next-step.ts';

/** In whose session, and by which approval: the page just decided, what was allowed before, or nobody's. */
export type Approval = {
  readonly session: BrowserSession;
  readonly consent: Consent | null;
  readonly given: 'now' | 'before';
};

/**
 * Code, consent and end of the flow are one commit: a flow yields at most one code (protocol.md AZ-7). null: the consent
 * it was to rest on, or the session, has ended meanwhile, and nothing was written (security.md R-9).
 */
export async function issueCode(
  attempt: Attempt,
  request: ValidRequest,
  { session, consent, given }: Approval,
): Promise<AuthorizeOutcome | null> {
  const { ports, at, source } = attempt;
  const code = `gac_${ports.random.token(32)}`;
  const stored = describeCode(attempt, request, { session, hash: sha256(code) });
  const parameters: Parameters = [['code', code]];
  if (request.responseType.idToken === 'in_front') {
    const account = await ports.store.findAccount(session.userId);
    if (account === null) return startAgain();
    const world = { keys: ports.keys, policy: attempt.policy, now: secondOf(at) };
    const issued = { code, account, client: request.client };
    parameters.push(['id_token', await signFrontChannelIdToken(stored, issued, world)]);
  }
  const answered = await answer(attempt, request, parameters);
  const isNew = given === 'now' && !covers(consent, request);
  const restsOnEarlier = !isNew && !isExempt(request);
  const facts: Fact[] = [
    ...useOf(request.client, attempt.policy, secondOf(at)),
    ...endingWith(attempt, request, answered),
    ...(isNew ? [consentFact(attempt, request, { session, consent })] : []),
    { kind: 'code_issued', code: stored, ...(restsOnEarlier ? { consent: 'before' } : {}) },
  ];
  const committed = await ports.store.commit({ facts, at, source });
  if (committed.ok) return answered;
  if (committed.conflict === 'code_issued' && restsOnEarlier) return null;
  return answeredBefore(attempt, request, committed.conflict);
}

function describeCode(
  { ports, policy, at }: Attempt,
  request: ValidRequest,
  { session, hash }: { session: BrowserSession; hash: Hash },
): AuthorizationCode {
  const { code: asSet } = policy.lifetimes;
  const longest = profileOf(request.client, policy).codeLifetime ?? asSet; // advanced.md SW-9
  const scope = permittedScope(request, session);
  const { resources } = request;
  return {
    hash,
    clientId: request.client.id,
    userId: session.userId,
    familyId: familyId(ports.random.token(16)),
    redirectUri: request.channel.redirectUri,
    scope,
    resources,
    details: request.details,
    codeChallenge: request.codeChallenge,
    dpopJkt: request.dpopJkt,
    nonce: request.nonce,
    claims: { ...request.claims, ...agreedAt({ scope, resources }, request.registered) },
    authentication: authenticationOf(session),
    sessionId: session.id,
    sid: deriveSid(session.sidSeed, request.client.id),
    issuedAt: at,
    expiresAt: after(secondOf(at), Math.min(asSet, longest)),
    redeemedAt: null,
  };
}

const consentFact = (
  { at }: Attempt,
  request: ValidRequest,
  { session, consent }: Pick<Approval, 'session' | 'consent'>,
): Fact => ({
  kind: 'consent_given',
  consent: {
    userId: session.userId,
    clientId: request.client.id,
    scope: permittedScope(request, session),
    resources: request.resources,
    claims: agreedTo(request),
    details: detailsToRemember(consent, request),
    redirectHost: isSelfRegistered(request.client) ? redirectHost(request) : null,
    terms: termsOf(request, permittedScope(request, session)),
    givenAt: at,
  },
});

const permittedScope = (request: ValidRequest, session: BrowserSession): readonly string[] =>
  withinRights(request.scope, session, request.registered);
