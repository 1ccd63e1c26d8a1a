/** The page a request needs next: what it says is put together here, and the request waits for it. */

import { secondOf } from '@grantor/protocol';
import { useOf } from '../clients/lifetime.ts';
import type { BrowserSession } from '../model/authentication.ts';
import type { Consent } from '../model/consent.ts';
import type { AskedAccess, AskedResource, AuthorizeOutcome, Interaction, Step } from '../requests/outcome.ts';
import { describeDetail } from '../tokens/detail-rows.ts';
import { withinRights } from '../tokens/scope-decision.ts';
import type { Attempt } from './attempt.ts';
import type { ValidRequest } from './checks.ts';
import {
  claimsBeyondScope,
  isAllowed,
  isClaimAllowed,
  isDetailAllowed,
  isLearningAllowed,
  termsOf,
} from './consent-coverage.ts';
import { changeOf, keepsClaim, keepsDetail, keepsLearning, keepsScope } from './grant-change.ts';
import type { NextStep } from './next-step.ts';
import { describeScope } from './scope-request.ts';
import { suspend } from './suspend.ts';

/** A step that a person has to take, and what they allowed before. */
export type Asking = {
  readonly step: Extract<
    NextStep,
    { kind: 'login' | 'step_up' | 'select_account' | 'not_a_member' | 'consent' }
  >;
  readonly consent: Consent | null;
};

/** Suspends the request if it is new, and says which page to show. */
export async function interact(
  attempt: Attempt,
  request: ValidRequest,
  asking: Asking,
): Promise<AuthorizeOutcome> {
  const { ports, policy, visitor, at, source } = attempt;
  let { flow } = attempt;
  if (flow === null) {
    const suspended = suspend(request, visitor, { now: secondOf(at), random: ports.random, policy });
    const facts = [suspended.fact, ...useOf(request.client, policy, secondOf(at))];
    await ports.store.commit({ facts, at, source });
    flow = { id: suspended.id, stored: suspended.flow };
  }
  return { kind: 'interact', interaction: interactionOf(flow, request, asking), occasion: 'asked' };
}

/** Everything a page of the flow may show, by what is stored now. */
export function interactionOf(
  { id, stored }: NonNullable<Attempt['flow']>,
  request: ValidRequest,
  asking: Asking,
): Interaction {
  const { client, channel, uiLocales } = request;
  return {
    flow: id,
    until: stored.expiresAt,
    request: stored.parameters,
    client,
    redirectUri: channel.redirectUri,
    uiLocales,
    step: stepOf(request, asking),
    ofAnybody: accessOf(request, { role: 'user' }, null),
  };
}

function stepOf(request: ValidRequest, { step, consent }: Asking): Step {
  switch (step.kind) {
    case 'login':
      return { ...step, loginHint: request.loginHint };
    case 'step_up':
    case 'select_account':
    case 'not_a_member':
      return step;
    case 'consent':
      return { ...step, ...accessOf(request, step.session, consent), change: changeOf(request) };
  }
}

/** What the request asks for, as far as somebody of this role may allow it. */
export function accessOf(
  request: ValidRequest,
  person: Pick<BrowserSession, 'role'>,
  consent: Consent | null,
): AskedAccess {
  const scope = withinRights(request.scope, person, request.registered);
  return {
    scopes: scope.map((name) =>
      describeScope(
        name,
        request,
        keepsScope(request, name) && isAllowed(consent, name, request) ? 'known' : 'new',
      ),
    ),
    resources: request.apis.map(
      (resource): AskedResource => ({
        resource,
        learns: resource.identityClaims.map((name) => ({
          name,
          known:
            keepsLearning(request, resource.uri, name) &&
            isLearningAllowed(consent, { resource, claim: name }, request),
        })),
      }),
    ),
    claims: claimsBeyondScope(request).map((name) => ({
      name,
      known: keepsClaim(request, name) && isClaimAllowed(consent, name, request),
    })),
    details: request.details.map((detail) => ({
      ...describeDetail(detail, request.detailsTypes),
      known: keepsDetail(request, detail) && isDetailAllowed(consent, detail, request),
    })),
    terms: termsOf(request, scope),
  };
}
