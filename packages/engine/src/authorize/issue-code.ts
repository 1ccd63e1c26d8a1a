/** A request that needs nothing more becomes a code, or what its response type names (protocol.md AZ-6). */

import { after, type Hash, type Instant, secondOf } from '@grantor/protocol';
import { useOf } from '../clients/lifetime.ts';
import { authenticationOf, type BrowserSession } from '../model/authentication.ts';
import type { AuthorizationCode } from '../model/authorization-code.ts';
import { isSelfRegistered } from '../model/client.ts';
import type { Consent } from '../model/consent.ts';
import { toldOf } from '../model/told.ts';
import type { Fact, FactKind } from '../ports/facts.ts';
import type { Random } from '../ports/ports.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import { newFamilyId } from '../tokens/ordered-id.ts';
import { codeForm, digestOf, drawSecret } from '../tokens/ordered-secret.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import { deriveSid } from '../tokens/subject.ts';
import { agreedAt } from '../tokens/token-traits.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import { agreedTo, covers, detailsToRemember, redirectHost, termsOf } from './consent-coverage.ts';
import { answer, type Parameters } from './deliver.ts';
import { type Approved, answerInFront } from './front-channel.ts';
import { changeFacts, meantFor } from './grant-change.ts';
import { answeredBefore, endingWith, startAgain } from './kept-answer.ts';
import { sessionState } from './session-state.ts';

/** In whose session, and by which approval: the page just decided, what was allowed before, or nobody's. */
export type Approval = {
  readonly session: BrowserSession;
  readonly consent: Consent | null;
  readonly given: 'now' | 'before';
};

/**
 * Code, consent and end of the flow are one commit: a flow yields at most one code (protocol.md AZ-7). null: the consent
 * it was to rest on has ended or is another one, or the session has ended, and nothing was written (security.md R-9).
 */
export async function issueCode(
  attempt: Attempt,
  request: ValidRequest,
  { session, consent, given }: Approval,
): Promise<AuthorizeOutcome | null> {
  const { ports, at, source } = attempt;
  const isNew = given === 'now' && !covers(consent, request);
  // Without an earlier one there is nothing to rest on, and it is new
  const earlier = isNew ? null : consent;
  const issued = await draw(attempt, request, session);
  if (issued === null) return startAgain();
  const answered = await answer(attempt, request, issued.parameters);
  const facts: Fact[] = [
    ...useOf(request.client, attempt.policy, secondOf(at)),
    ...endingWith(attempt, request, answered),
    ...(isNew ? [consentFact(attempt, request, { session, consent })] : []),
    ...(issued.code === null
      ? []
      : changeFacts(request, {
          ...{ scope: issued.code.scope, approval: issued.code.hash },
          ...{ policy: attempt.policy, at },
        })),
    ...issued.facts(earlier === null ? {} : { consent: earlier.givenAt }),
  ];
  const committed = await ports.store.commit({ facts, at, source });
  if (committed.ok) return answered;
  if (withTheApproval.includes(committed.conflict)) return null;
  if (committed.conflict === 'grant_changed') return null; // advanced.md GMT-5
  return answeredBefore(attempt, request, committed.conflict);
}

/** What is given only while session and consent are as they were read. */
const withTheApproval: readonly FactKind[] = ['code_issued', 'answered_in_front'];

type Drawn = {
  readonly parameters: Parameters;
  /** null: the response type has none. */
  readonly code: AuthorizationCode | null;
  readonly facts: (rests: RestsOn) => readonly Fact[];
};

/** What the answer says, and what it rests on; signed before anything is committed. null: the person is gone. */
async function draw(attempt: Attempt, request: ValidRequest, session: BrowserSession): Promise<Drawn | null> {
  const { responseType } = request;
  const value = responseType.code === 'given' ? drawSecret(codeForm, attempt.ports.random, attempt.at) : null;
  const approved = describeApproval(attempt, request, session);
  const front = await answerInFront(attempt, request, { approved, code: value });
  if (front === null) return null;
  const code = value === null ? null : codeOf(approved, digestOf(codeForm, value));
  return {
    parameters: [
      ...(value === null ? [] : [['code', value] as const]),
      ...front.parameters,
      ...sessionState(attempt, request),
    ],
    code,
    facts: (rests) => [
      ...(code === null ? [] : [{ kind: 'code_issued', code, ...rests } as const]),
      ...front.facts(rests),
    ],
  };
}

type RestsOn = { readonly consent?: Instant };

const codeOf = (approved: Approved, hash: Hash): AuthorizationCode => ({
  ...approved,
  hash,
  redeemedAt: null,
});

/** What is approved now, whatever it is handed over as. */
function describeApproval(
  { ports, policy, at }: Attempt,
  request: ValidRequest,
  session: BrowserSession,
): Approved {
  const { code: asSet } = policy.lifetimes;
  const longest = profileOf(request.client, policy).codeLifetime ?? asSet; // advanced.md SW-9
  const scope = permittedScope(request, session);
  const { resources, ...places } = meantFor(request, policy);
  return {
    clientId: request.client.id,
    userId: session.userId,
    familyId: newFamilyId(ports.random, at),
    redirectUri: request.channel.redirectUri,
    scope,
    resources,
    details: request.details,
    codeChallenge: request.codeChallenge,
    dpopJkt: request.dpopJkt,
    nonce: request.nonce,
    claims: { ...request.claims, ...agreedAt({ ...request, scope, resources }, request), ...places },
    grant: useOfGrant(request, ports.random),
    authentication: authenticationOf(session),
    sessionId: session.id,
    sid: deriveSid(session, request.client.id),
    issuedAt: at,
    expiresAt: after(secondOf(at), Math.min(asSet, longest)),
    ...toldOf(session),
  };
}

const useOfGrant = ({ grant }: ValidRequest, random: Random): AuthorizationCode['grant'] =>
  grant?.action === 'create' ? { ...grant, id: random.token(32) } : grant;

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
