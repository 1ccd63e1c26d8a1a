/** How an answer reaches the client, and which errors a person has to see first. */

import { after, OAuthError, secondOf } from '@grantor/protocol';
import type { BrowserSession } from '../model/authentication.ts';
import { type Client, isSelfRegistered } from '../model/client.ts';
import type { Fact } from '../ports/facts.ts';
import { algorithmFor, profileOf } from '../profiles/security-profile.ts';
import type { AuthorizeOutcome } from '../requests/outcome.ts';
import { signFor } from '../tokens/sign-for.ts';
import type { Attempt } from './attempt.ts';
import { isKnown } from './consent-coverage.ts';
import { answeredBefore, endingWith } from './kept-answer.ts';
import type { LocatedRequest } from './locate.ts';
import { signedInDuring } from './next-step.ts';
import { isSignedMode } from './response-type.ts';

export type Parameters = (readonly [string, string])[];
type Answer = Extract<AuthorizeOutcome, { kind: 'answer' }>;

/**
 * `state` and `iss` travel with every answer (RFC 6749 §4.1.2, RFC 9207 §2), signed where the mode says so. Throws
 * `temporarily_unavailable` where it cannot be encrypted for its client, which is a page then: errors cannot, either.
 */
export async function answer(
  attempt: Attempt,
  located: LocatedRequest,
  parameters: Parameters,
): Promise<Answer> {
  const { client, channel, state, mode } = located;
  const said: Parameters = [
    ...parameters,
    ...(state === undefined ? [] : [['state', state] as const]),
    ['iss', attempt.policy.issuer],
  ];
  const sent = isSignedMode(mode) ? [['response', await signAnswer(attempt, client, said)] as const] : said;
  return { kind: 'answer', clientId: client.id, refusal: null, channel, parameters: sent };
}

/** Seconds (JARM §2.1, advanced.md JRM-2). */
const answerLifetime = 300;

/** No `iat` and no `sub`: it can never be taken for an ID token (JARM §2.1, security.md T-7). */
function signAnswer(attempt: Attempt, client: Client, said: Parameters): Promise<string> {
  const { ports, policy, source, at } = attempt;
  const now = secondOf(at);
  const reserved = { iss: policy.issuer, aud: client.id, exp: after(now, answerLifetime) };
  const letter = {
    use: 'authorization_response',
    alg: algorithmFor({ profile: profileOf(client, policy), registered: client.authorizationAlg }) ?? 'RS256', // JARM §3
    typ: null,
    claims: { ...Object.fromEntries(said), ...reserved },
    now,
  } as const;
  return signFor(client, letter, { ...ports, source });
}

/**
 * The error, to the client (RFC 6749 §4.1.2.1). For a self-registered client this person has never
 * allowed, an error before any interaction is shown instead of followed (RFC 9700 §4.11.2).
 */
export async function deliverError(
  attempt: Attempt,
  located: LocatedRequest,
  error: OAuthError,
): Promise<AuthorizeOutcome> {
  const answered = await answerWith(attempt, located, error);
  // The flow stays: whoever looks again sees the same.
  if (await isUnasked(attempt, located)) {
    const { clientId, channel, parameters } = answered;
    return { kind: 'caution', clientId, channel, parameters, error };
  }
  // What failed on our side may be tried again with the same flow.
  if (error.code === 'server_error' || error.code === 'temporarily_unavailable') return answered;
  return end(attempt, located, { answered, facts: [] });
}

/**
 * The person said no on the page of this request, or could say nothing else. Nothing is remembered of it
 * (protocol.md IN-5).
 */
export async function deliverDenial(
  attempt: Attempt,
  located: LocatedRequest,
  { session: { userId }, description = 'The person denied the request.' }: Denial,
): Promise<AuthorizeOutcome> {
  const denial = new OAuthError('access_denied', description);
  const clientId = located.client.id;
  return end(attempt, located, {
    answered: await answerWith(attempt, located, denial),
    facts: [{ kind: 'authorization_denied', userId, clientId }],
  });
}

/** A front-end says why nothing comes of the request; it has been answered then, whatever the reason. */
export const deliverFailure = async (
  attempt: Attempt,
  located: LocatedRequest,
  error: OAuthError,
): Promise<AuthorizeOutcome> =>
  end(attempt, located, { answered: await answerWith(attempt, located, error), facts: [] });

type Denial = { readonly session: BrowserSession; readonly description?: string };

const answerWith = async (attempt: Attempt, located: LocatedRequest, error: OAuthError): Promise<Answer> => ({
  ...(await answer(attempt, located, [
    ['error', error.code],
    ['error_description', error.description],
  ])),
  refusal: { code: error.code, explanation: error.explanation },
});

/** A flow, and what was pushed, is answered once; whoever is second to answer a flow gets the first answer. */
async function end(
  attempt: Attempt,
  located: LocatedRequest,
  { answered, facts }: { readonly answered: Answer; readonly facts: readonly Fact[] },
): Promise<AuthorizeOutcome> {
  const { ports, at, source } = attempt;
  const ending = endingWith(attempt, located, answered);
  if (ending.length === 0) return answered;
  const committed = await ports.store.commit({ facts: [...ending, ...facts], at, source });
  return committed.ok ? answered : answeredBefore(attempt, located, committed.conflict);
}

/** protocol.md AZ-2: nobody has had to do with this request yet, nor allowed its client before. */
async function isUnasked(attempt: Attempt, located: LocatedRequest): Promise<boolean> {
  if (!isSelfRegistered(located.client) || located.params.echo('prompt') === 'none') return false;
  const { session } = attempt.visitor;
  if (hasInteracted(attempt)) return false;
  if (session === null) return true;
  // Whether it is known cannot be asked of a store that is away: then it is not.
  const consent = await attempt.ports.store.findConsent(session.userId, located.client.id).catch(() => null);
  return !isKnown(consent, located);
}

/**
 * Whether the person signed in, chose an account for it, or decided about it before. A decision counts by itself once it is known to be
 * about this request (protocol.md IN-6); to be looked at, or to have been posted, is nothing a person did.
 */
function hasInteracted({ flow, decidedBefore, visitor: { session } }: Attempt): boolean {
  if (flow === null) return false;
  if (decidedBefore === true) return true;
  const { stored } = flow;
  return stored.chosenAccount !== null || (session !== null && signedInDuring(stored, session));
}
