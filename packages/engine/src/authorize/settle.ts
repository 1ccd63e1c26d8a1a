/** What a request needs next, and what a decision about it comes to. */

import { OAuthError, secondOf } from '@grantor/protocol';
import type { BrowserSession } from '../model/authentication.ts';
import type { ConsentDecision } from '../model/flow.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import type { Decision, SignInFailure } from '../requests/request.ts';
import { withoutDetails } from '../tokens/left-out.ts';
import { subjectOfPerson } from '../tokens/subject.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import { deliverDenial } from './deliver.ts';
import { interact, interactionOf } from './interaction.ts';
import { issueCode } from './issue-code.ts';
import { repeatAnswer, startAgain } from './kept-answer.ts';
import { type NextStep, nextStep, notAMember, type Situation } from './next-step.ts';

/** The page that each decision is made on. */
const decidedOn = {
  approve: 'consent',
  deny: 'consent',
  continue: 'select_account',
} as const satisfies Record<ConsentDecision, NextStep['kind']>;

const signInFailures: Readonly<Record<SignInFailure, () => OAuthError>> = {
  declined: () => new OAuthError('access_denied', 'The person denied the request.'),
  denied: () => new OAuthError('access_denied', 'The sign-in at another provider was refused.'),
  failed: () => new OAuthError('server_error', 'The sign-in at another provider failed.'),
};

/** An attempt that is a decision about a flow. */
type Deciding = Attempt & {
  readonly flow: NonNullable<Attempt['flow']>;
  readonly decision: Decision;
};

/** What it decides on: one of the pages with a decision. */
type Decidable = {
  readonly step: Extract<NextStep, { kind: 'consent' | 'select_account' }>;
  readonly known: Known;
};

/** What is stored of the person who is signed in, as far as it bears on the client. */
export type Known = Pick<Situation, 'consent' | 'mayUse'>;

/**
 * One reading of what is stored: the step that follows from it, the page for it, the decision about that page. null:
 * what was read is not so any more.
 */
export async function settle(
  attempt: Attempt,
  request: ValidRequest,
  known: Known,
): Promise<AuthorizeOutcome | null> {
  if (attempt.failure !== undefined) throw signInFailures[attempt.failure]();
  const step = decide(attempt, request, known);
  const { consent } = known;
  switch (step.kind) {
    case 'fail':
      throw new OAuthError(step.code, step.description);
    case 'issue':
      // Allowed elsewhere meanwhile: a no is a no, whatever it was about.
      if (attempt.decision?.kind === 'deny') return deliverDenial(attempt, request, step);
      if (attempt.begunIn === 'another_session')
        return interact(attempt, request, { step: whoGoesOn(step.session), consent });
      if (isDeciding(attempt) && attempt.decision.madeIn === 'another_session')
        return askWhoGoesOn(attempt, request, { session: step.session, consent });
      return issueCode(attempt, request, { session: step.session, consent, given: 'before' });
    case 'not_a_member':
      if (attempt.decision?.kind === 'deny')
        return deliverDenial(attempt, request, { session: step.session, description: notAMember });
      return interact(attempt, request, { step, consent });
    case 'login':
    case 'step_up':
      return interact(attempt, request, { step, consent });
    default:
      return isDeciding(attempt) && decidedOn[attempt.decision.kind] === step.kind
        ? answerPage(attempt, request, { step, known })
        : interact(attempt, request, { step, consent });
  }
}

/** The page may have named another account: that this one allowed the client before is no yes to that (protocol.md IN-6). */
const askWhoGoesOn = (
  { flow }: Deciding,
  request: ValidRequest,
  { session, consent }: { readonly session: BrowserSession; readonly consent: Known['consent'] },
): AuthorizeOutcome => ({
  kind: 'interact',
  interaction: interactionOf(flow, request, { step: whoGoesOn(session), consent }),
  occasion: 'changed',
});

const whoGoesOn = (session: BrowserSession) => ({ kind: 'select_account', session }) as const;

const isDeciding = (attempt: Attempt): attempt is Deciding =>
  attempt.flow !== null && attempt.decision !== null;

/** A decision counts for what its page showed, and what it leads to is exactly that (protocol.md IN-6). */
async function answerPage(
  attempt: Deciding,
  request: ValidRequest,
  asking: Decidable,
): Promise<AuthorizeOutcome | null> {
  const { flow, decision } = attempt;
  const { step, known } = asking;
  const { consent } = known;
  const interaction = interactionOf(flow, request, { step, consent });
  if (!(await decision.wasShown(interaction))) {
    // What changed may be that the other of two clicks was faster: its consent is known by now.
    const repeated = await repeatAnswer(attempt, flow.id);
    return repeated.kind === 'answer' ? repeated : { kind: 'interact', interaction, occasion: 'changed' };
  }
  switch (decision.kind) {
    case 'approve': {
      const kept = withoutDetails(request, decision.dropped ?? [], attempt.policy);
      return isNothing(kept)
        ? deliverDenial(attempt, request, step)
        : issueCode(attempt, kept, { session: step.session, consent, given: 'now' });
    }
    case 'deny':
      return deliverDenial(attempt, request, step);
    case 'continue':
      return chooseAccount(attempt, request, asking);
  }
}

/** Nothing was asked for but details, and none of them is left. */
const isNothing = ({ scope, details, params }: ValidRequest): boolean =>
  params.has('authorization_details') && scope.length + details.length === 0;

/** The account is chosen for this flow; what comes after is looked at as if it had been before. */
async function chooseAccount(
  attempt: Deciding,
  request: ValidRequest,
  { known, step }: Decidable,
): Promise<AuthorizeOutcome | null> {
  const { ports, flow, at, source } = attempt;
  const { userId } = step.session;
  const facts = [{ kind: 'account_chosen', flow: flow.stored.hash, userId }] as const;
  const chosen = await ports.store.commit({ facts, at, source });
  if (!chosen.ok) return startAgain();
  const stored = { ...flow.stored, chosenAccount: userId };
  return settle({ ...attempt, flow: { ...flow, stored } }, request, known);
}

const decide = (attempt: Attempt, request: ValidRequest, known: Known): NextStep => {
  const { session } = attempt.visitor;
  const { keys } = attempt.ports;
  return nextStep({
    ...known,
    request,
    session,
    subject: session === null ? null : subjectOfPerson(request.client, session.userId, keys),
    flow: attempt.flow?.stored ?? null,
    consentRemember: attempt.policy.consentRemember,
    now: secondOf(attempt.at),
  });
};
