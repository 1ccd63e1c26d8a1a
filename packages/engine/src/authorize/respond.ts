/** Where a decided request goes: to a page, or to the client with a code or an error. */

import { after, familyId, type Hash, OAuthError, secondOf, sha256 } from '@grantor/protocol';
import { useOf } from '../clients/lifetime.ts';
import type { BrowserSession } from '../model/authentication.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import { isSelfRegistered } from '../model/client.ts';
import type { Consent } from '../model/consent.ts';
import { resourcesNamed } from '../model/resource.ts';
import type { Fact } from '../ports/facts.ts';
import type { Policy } from '../ports/policy.ts';
import type { AuthorizeOutcome, Step } from '../requests/outcome.ts';
import { apisAmong } from '../tokens/audience.ts';
import { signFrontChannelIdToken } from '../tokens/id-token.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import { deriveSid } from '../tokens/subject.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import { covers, isAllowed, isKnown, redirectHost, requestedClaims, termsOf } from './consent-coverage.ts';
import type { LocatedRequest } from './locate.ts';
import type { NextStep } from './next-step.ts';
import { describeScope } from './scope-request.ts';
import { suspend } from './suspend.ts';

type Asking = Extract<NextStep, { kind: 'login' | 'select_account' | 'consent' }>;
type Parameters = (readonly [string, string])[];

export const startAgain = (): AuthorizeOutcome => ({
  kind: 'refuse',
  error: new OAuthError('invalid_request', 'The sign-in request has expired or was finished already.'),
  reason: 'flow',
});

/** Suspends the request if it is new, and says which page to show. */
export async function interact(
  attempt: Attempt,
  request: ValidRequest,
  asked: { step: Asking; consent: Consent | null },
): Promise<AuthorizeOutcome> {
  const { ports, policy, visitor, at, source } = attempt;
  let flow = attempt.flow?.id;
  if (flow === undefined) {
    const suspended = suspend(request, visitor, { now: secondOf(at), random: ports.random, policy });
    const facts = [suspended.fact, ...useOf(request.client, policy, secondOf(at))];
    await ports.store.commit({ facts, at, source });
    flow = suspended.id;
  }
  const step = describe(request, policy, asked);
  const { client, channel, uiLocales } = request;
  return {
    kind: 'interact',
    interaction: { flow, client, redirectUri: channel.redirectUri, uiLocales, step },
  };
}

function describe(
  request: ValidRequest,
  policy: Policy,
  { step, consent }: { step: Asking; consent: Consent | null },
): Step {
  switch (step.kind) {
    case 'login':
      return { ...step, loginHint: request.loginHint };
    case 'select_account':
      return step;
    case 'consent':
      return {
        ...step,
        scopes: permittedScope(request, step.session).map((name) =>
          describeScope(name, request, isAllowed(consent, name, request) ? 'known' : 'new'),
        ),
        resources: resourcesNamed(apisAmong(request.resources, policy), request.registered),
        claims: requestedClaims(request),
      };
  }
}

/** Code, consent and end of the flow are one commit: a flow yields at most one code (protocol.md AZ-7). */
export async function issueCode(
  attempt: Attempt,
  request: ValidRequest,
  { session, consent }: { session: BrowserSession; consent: Consent | null },
): Promise<AuthorizeOutcome> {
  const { ports, at, source, flow } = attempt;
  const code = `gac_${ports.random.token(32)}`;
  const stored = describeCode(attempt, request, { session, hash: sha256(code) });
  const parameters: Parameters = [['code', code]];
  if (request.responseType.idToken === 'in_front') {
    const account = await ports.store.findAccount(session.userId);
    if (account === null) return startAgain();
    const world = { keys: ports.keys, policy: attempt.policy, now: secondOf(at) };
    parameters.push([
      'id_token',
      await signFrontChannelIdToken(stored, { code, account, client: request.client }, world),
    ]);
  }
  const facts: Fact[] = [...useOf(request.client, attempt.policy, secondOf(at))];
  if (flow !== null) facts.push({ kind: 'flow_ended', flow: flow.stored.hash });
  if (attempt.approved && !covers(consent, request)) facts.push(consentFact(attempt, request, session));
  facts.push({ kind: 'code_issued', code: stored });
  const committed = await ports.store.commit({ facts, at, source });
  return committed.ok ? answer(attempt, request, parameters) : startAgain();
}

function describeCode(
  { ports, policy, at }: Attempt,
  request: ValidRequest,
  { session, hash }: { session: BrowserSession; hash: Hash },
): AuthorizationCode {
  return {
    hash,
    clientId: request.client.id,
    userId: session.userId,
    familyId: familyId(ports.random.token(16)),
    redirectUri: request.channel.redirectUri,
    scope: permittedScope(request, session),
    resources: request.resources,
    codeChallenge: request.codeChallenge,
    nonce: request.nonce,
    claims: request.claims,
    authentication: { authTime: session.authTime, acr: session.acr, amr: session.amr },
    sessionId: session.id,
    sid: deriveSid(session.sidSeed, request.client.id),
    issuedAt: at,
    expiresAt: after(secondOf(at), policy.lifetimes.code),
    redeemedAt: null,
  };
}

const consentFact = ({ at }: Attempt, request: ValidRequest, session: BrowserSession): Fact => ({
  kind: 'consent_given',
  consent: {
    userId: session.userId,
    clientId: request.client.id,
    scope: permittedScope(request, session),
    resources: request.resources,
    claims: requestedClaims(request),
    redirectHost: isSelfRegistered(request.client) ? redirectHost(request) : null,
    terms: termsOf(request, permittedScope(request, session)),
    givenAt: at,
  },
});

const permittedScope = (request: ValidRequest, session: BrowserSession): readonly string[] =>
  withinRights(request.scope, session, request.registered);

/** `state` and `iss` travel with every answer (RFC 6749 §4.1.2, RFC 9207 §2). */
const answer = (
  { policy }: Attempt,
  { channel, state }: LocatedRequest,
  parameters: Parameters,
): AuthorizeOutcome => ({
  kind: 'answer',
  channel,
  parameters: [
    ...parameters,
    ...(state === undefined ? [] : [['state', state] as const]),
    ['iss', policy.issuer],
  ],
});

/**
 * The error, to the client (RFC 6749 §4.1.2.1). For a self-registered client this person has never
 * allowed, an error before any interaction is shown instead of followed (RFC 9700 §4.11.2).
 */
export async function deliverError(
  attempt: Attempt,
  located: LocatedRequest,
  error: OAuthError,
): Promise<AuthorizeOutcome> {
  const { ports, flow, at, source } = attempt;
  const parameters: Parameters = [
    ['error', error.code],
    ['error_description', error.description],
  ];
  // What failed on our side may be tried again with the same flow.
  if (error.code === 'server_error' || error.code === 'temporarily_unavailable') {
    return answer(attempt, located, parameters);
  }
  if (flow !== null) {
    const facts: Fact[] = [{ kind: 'flow_ended', flow: flow.stored.hash }];
    if (error.code === 'access_denied' && attempt.visitor.session !== null) {
      const { userId } = attempt.visitor.session;
      facts.push({ kind: 'authorization_denied', userId, clientId: located.client.id });
    }
    const ended = await ports.store.commit({ facts, at, source });
    if (!ended.ok) return startAgain();
  }
  const outcome = answer(attempt, located, parameters);
  const silent = located.params.echo('prompt') === 'none';
  if (flow !== null || silent || outcome.kind !== 'answer' || !isSelfRegistered(located.client))
    return outcome;
  const { session } = attempt.visitor;
  const consented =
    session !== null && isKnown(await ports.store.findConsent(session.userId, located.client.id), located);
  return consented ? outcome : { ...outcome, kind: 'caution', error };
}
