/** What clients ask of a person whom they named (CIBA §8, product.md §12.2): looked at, allowed or denied here. */

import type { BackchannelConfirmation, BackchannelOutcome } from '@grantor/engine';
import { hash, type Params, secondOf } from '@grantor/protocol';
import { clientIdentity } from '../authorize/client-identity.ts';
import { droppedDetails } from '../authorize/dropped-details.ts';
import { shownDigest, shownOfRequest, wasShown } from '../authorize/shown.ts';
import { done, forOwnForm, forPerson, show, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage, showRefusal } from '../http/page.ts';
import { unusableForm } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { changedPage, refusedForm, staleForm } from '../http/status.ts';
import {
  deviceResultPage,
  type RequestModel,
  requestPage,
  requestsPage,
  requestsPath,
} from '../pages/index.ts';
import { pageContext } from '../site/caller.ts';

export const showRequests = forPerson(async (visit) => {
  const waiting = await visit.site.engine.listBackchannelRequests(visit.person);
  const rows = waiting.map(({ id, client, bindingMessage: message, issuedAt, expiresAt }) => ({
    ...{ id, message, askedAt: issuedAt, endsAt: expiresAt },
    client: clientIdentity(client, null),
  }));
  return show(visit, (frame) => requestsPage({ rows }, frame));
});

const ask = async (visit: Visit): Promise<Outgoing> => {
  const outcome = await visit.site.engine.showBackchannelRequest(hash(visit.id), visit.person);
  return answer(visit, outcome);
};

export const showRequest = forPerson(ask);

/** A decision counts for what its page showed (protocol.md IN-6). */
export const decideRequest = forOwnForm(async (visit, form) => {
  const { site, person, exchange, id } = visit;
  const request = {
    id: hash(id),
    decision: decisionIn(form),
    dropped: droppedDetails(form),
    source: exchange.source,
    wasShown: async (asked: BackchannelConfirmation) =>
      wasShown(site.csrfKey, form.get('shown'), shownOfRequest(asked, person)),
  };
  return answer(visit, await site.engine.decideBackchannelRequest(request, person));
}, ask);

function decisionIn(form: Params): 'approve' | 'deny' {
  const action = form.get('action');
  if (action === 'approve' || action === 'deny') return action;
  throw unusableForm('The action is missing or unknown.');
}

const outcomes = { approved: 'request_approved', denied: 'request_denied' } as const;

async function answer(visit: Visit, outcome: BackchannelOutcome): Promise<Outgoing> {
  switch (outcome.kind) {
    case 'confirm':
      return confirm(visit, outcome);
    case 'step_up':
      return raiseFirst(visit, outcome.factor);
    case 'approved':
    case 'denied':
      visit.exchange.note({ clientId: outcome.client.id });
      return done(visit, requestsPath, outcomes[outcome.kind]);
    case 'lost':
      return showRefusal(
        { status: refusedForm, why: 'the request is decided, has expired, or is not for this person' },
        { render: (frame) => deviceResultPage({ kind: 'already_decided' }, frame) },
        pageContext(visit),
      );
  }
}

/** One factor more, and back to the request. */
const raiseFirst = ({ caller, exchange }: Visit, factor: 'any' | 'passkey'): Outgoing =>
  seeOther(
    `/login/factor?${new URLSearchParams({ purpose: 'raise', factor, redirect: exchange.path })}`,
    caller.cookies,
  );

function confirm(
  visit: Visit,
  { confirmation, occasion }: Extract<BackchannelOutcome, { kind: 'confirm' }>,
): Outgoing {
  const { site, person, stale } = visit;
  const shown = shownOfRequest(confirmation, person);
  visit.exchange.note({ clientId: confirmation.client.id });
  const model: RequestModel = {
    ...{ id: confirmation.id, client: shown.client, access: shown.access },
    ...{ message: shown.message, askedAt: confirmation.issuedAt, endsAt: confirmation.expiresAt },
    ...(shown.change === null ? {} : { change: shown.change }),
    factor: confirmation.factor === null ? 'not_needed' : 'needed',
    shown: shownDigest(site.csrfKey, shown),
  };
  const now = secondOf(site.now());
  const context = pageContext(visit);
  const page = (again: Pick<RequestModel, 'again'>) => ({
    render: (frame: Parameters<typeof deviceResultPage>[1]) =>
      requestPage({ ...model, ...again }, { ...frame, now }),
  });
  if (stale !== null) return showRefusal(staleForm, page({ again: 'stale' }), context);
  if (occasion === 'asked') return showPage(page({}), context);
  return showRefusal(changedPage, page({ again: 'changed' }), context);
}
