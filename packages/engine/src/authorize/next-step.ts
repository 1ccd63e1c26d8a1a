/** Decides, from what is known now, what the request needs next. Pure: the same facts, the same step. */

import { type Epoch, type ErrorCode, redirectTarget } from '@grantor/protocol';
import type { BrowserSession } from '../model/authentication.ts';
import { isPublic, isSelfRegistered } from '../model/client.ts';
import type { Consent } from '../model/consent.ts';
import type { Flow } from '../model/flow.ts';
import { unknownGrant } from '../tokens/managed-grants.ts';
import { isRestricted } from '../tokens/scope-decision.ts';
import { kindOfPerson } from '../tokens/subject.ts';
import { canBeRaised, isReachable, missingFactor, satisfiesAcr } from './acr.ts';
import type { ValidRequest } from './checks.ts';
import { covers, isKnown } from './consent-coverage.ts';
import { changesGrant, isGrantThere } from './grant-change.ts';

export type Situation = {
  readonly request: ValidRequest;
  readonly session: BrowserSession | null;
  readonly consent: Consent | null;
  /** Whom the client knows the person of the session as (OpenID Connect Core §8). */
  readonly subject: string | null;
  /** Whether the person of the session is among those who may use the client. */
  readonly mayUse: boolean;
  /** null: the request has just arrived. */
  readonly flow: Flow | null;
  readonly consentRemember: boolean;
  readonly now: Epoch;
};

export type NextStep =
  | { readonly kind: 'fail'; readonly code: ErrorCode; readonly description: string }
  | {
      readonly kind: 'login';
      readonly reason: 'signed_out' | 'reauthenticate' | 'other_account';
      readonly requiredSubject: string | null;
    }
  | StepUp
  | { readonly kind: 'select_account'; readonly session: BrowserSession }
  | { readonly kind: 'not_a_member'; readonly session: BrowserSession }
  | { readonly kind: 'consent'; readonly session: BrowserSession }
  | { readonly kind: 'issue'; readonly session: BrowserSession };

/** Whoever is signed in shows one factor more (advanced.md STU-1). */
type StepUp = {
  readonly kind: 'step_up';
  readonly session: BrowserSession;
  readonly factor: 'any' | 'passkey';
};

/** Sign-in, then account, then whether they may use the client at all, then consent, then issue (protocol.md IN-1); with `prompt=none` the error instead. */
export function nextStep(situation: Situation): NextStep {
  const { request } = situation;
  if (request.essentialAcr.length > 0 && !isReachable(request.essentialAcr)) {
    return {
      kind: 'fail',
      code: 'unmet_authentication_requirements',
      description: 'The requested authentication level cannot be reached.',
    };
  }
  const step = interactiveStep(situation);
  if ((step.kind === 'consent' || step.kind === 'issue') && !isGrantThere(request.grant, request.held)) {
    return { kind: 'fail', code: 'invalid_grant_id', description: unknownGrant }; // Grant Management §5.4
  }
  if (!request.prompt.has('none')) return step;
  return isAboutStranger(situation) ? loginRequired : silent(step, request);
}

/**
 * A client that nobody vouches for names somebody who never allowed it: whoever is here, it is not told
 * (OpenID Connect Core §5.5.1), or a subject that it has from elsewhere would tell it who visits.
 */
const isAboutStranger = ({ request, consent }: Situation): boolean =>
  request.requiredSubject !== null && isSelfRegistered(request.client) && !isKnown(consent, request);

const loginRequired = {
  kind: 'fail',
  code: 'login_required',
  description: 'The person is not signed in as requested.',
} as const satisfies NextStep;

function interactiveStep(situation: Situation): Exclude<NextStep, { kind: 'fail' }> {
  const { request, session, subject } = situation;
  const { requiredSubject, requiredKind } = request;
  if (session === null) return { kind: 'login', reason: 'signed_out', requiredSubject };
  const isOther = requiredKind !== null && kindOfPerson(session.userId) !== requiredKind;
  if (isOther || (requiredSubject !== null && subject !== requiredSubject)) {
    return { kind: 'login', reason: 'other_account', requiredSubject };
  }
  if (needsFreshSignIn(situation, session))
    return { kind: 'login', reason: 'reauthenticate', requiredSubject };
  const wanted = unmetAcr(request, session);
  if (wanted !== null) return { kind: 'step_up', session, factor: missingFactor(wanted) };
  if (needsAccountChoice(situation, session)) return { kind: 'select_account', session };
  if (!situation.mayUse) return { kind: 'not_a_member', session };
  if (needsConsent(situation)) return { kind: 'consent', session };
  return { kind: 'issue', session };
}

/** What the client is told; never of which group (product.md §8). */
export const notAMember = 'The person may not use this client.';

/** Nobody may be asked, and somebody has to be. */
export const consentRequired = (request: ValidRequest) =>
  ({
    kind: 'fail',
    code: 'consent_required',
    description: canBeImitated(request)
      ? 'Any program on the device of a person can pose as a public client that is sent back there, so the person is asked every time (RFC 8252 section 8.6). A refresh token, an https redirect URI or a client with a secret needs no page.'
      : 'The person has not consented.',
  }) as const satisfies NextStep;

// OpenID Connect Core §3.1.2.6, in the order of protocol.md §6
function silent(step: Exclude<NextStep, { kind: 'fail' }>, request: ValidRequest): NextStep {
  switch (step.kind) {
    case 'login':
      return loginRequired;
    case 'consent':
      return consentRequired(request);
    case 'not_a_member':
      return { kind: 'fail', code: 'access_denied', description: notAMember };
    case 'step_up':
    case 'select_account':
      return { kind: 'fail', code: 'interaction_required', description: 'The person has to be asked.' };
    case 'issue':
      return step;
  }
}

/** Signed in since the request was suspended: each sign-in has a session id of its own (protocol.md SE-2). */
export const signedInDuring = (flow: Flow | null, session: BrowserSession): boolean =>
  flow !== null && flow.session !== session.id && session.authTime >= flow.startedAt;

function needsFreshSignIn({ request, flow, now }: Situation, session: BrowserSession): boolean {
  if (signedInDuring(flow, session)) return false;
  if (request.prompt.has('login')) return true;
  // OpenID Connect Core §3.1.2.1: max_age=0 is prompt=login.
  if (request.maxAge !== null && (request.maxAge === 0 || now - session.authTime > request.maxAge))
    return true;
  return request.essentialAcr.length > 0 && !canBeRaised(session.acr);
}

/**
 * The levels of which the session has none: those that one of must be reached, or those wished for where the person
 * has what it takes and may be asked (protocol.md §6, advanced.md STU-3).
 */
function unmetAcr(
  { essentialAcr, acrValues, prompt }: ValidRequest,
  { acr, reachableAcr }: BrowserSession,
): readonly unknown[] | null {
  if (essentialAcr.length > 0 && !satisfiesAcr(acr, essentialAcr)) return essentialAcr;
  if (prompt.has('none') || satisfiesAcr(acr, acrValues)) return null;
  return satisfiesAcr(reachableAcr, acrValues) ? acrValues : null;
}

const needsAccountChoice = ({ request, flow }: Situation, session: BrowserSession): boolean =>
  request.prompt.has('select_account') &&
  !signedInDuring(flow, session) &&
  flow?.chosenAccount !== session.userId;

/** Whether the person must see the consent page (protocol.md IN-3, IN-4). */
function needsConsent({ request, consent, consentRemember }: Situation): boolean {
  if (isExempt(request)) return false;
  if (isAskedAlways(request, { consentRemember })) return true;
  if (changesGrant(request)) return true; // advanced.md GMT-5
  return !covers(consent, request);
}

/** Whether the page is shown whoever the person is, and whatever they allowed before; of a client that is not exempt. */
export function isAskedAlways(
  request: ValidRequest,
  { consentRemember }: Pick<Situation, 'consentRemember'>,
): boolean {
  if (request.prompt.has('consent')) return true;
  if (request.client.consent === 'ask' || !consentRemember) return true;
  if (request.scope.some((scope) => isRestricted(scope, request.registered))) return true; // protocol.md SC-5
  return canBeImitated(request);
}

/** Anyone can imitate an application on the person's own device (RFC 8252 §8.6). */
export const canBeImitated = ({ client, channel }: Pick<ValidRequest, 'client' | 'channel'>): boolean =>
  isPublic(client) && redirectTarget(channel.redirectUri).kind !== 'web';

/** Nobody has to be asked, nor what was allowed before looked up: an administrator's word (protocol.md IN-4). */
export const isExempt = ({ client, prompt }: ValidRequest): boolean =>
  client.consent === 'skip' && !isSelfRegistered(client) && !prompt.has('consent');
