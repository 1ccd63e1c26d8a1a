/** The pages of a suspended request: account choice, consent, and that there is none to give. They decide nothing: the engine looks again. */

import type { AuthorizeOutcome, ConsentDecision, Interaction } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { contactsOf } from '../authorize/client-identity.ts';
import { droppedDetails } from '../authorize/dropped-details.ts';
import { beginAgain, isOver } from '../authorize/endpoint.ts';
import { present, stepPaths } from '../authorize/present.ts';
import { shownDigest, shownOf, wasShown } from '../authorize/shown.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, type PageContext, type Refusal, showPage, showRefusal } from '../http/page.ts';
import { unusableForm } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { changedPage, staleForm } from '../http/status.ts';
import { type Again, consentPage, noAccessPage, selectAccountPage } from '../pages/index.ts';
import { type PostedForm, pageContext, readCaller, readPostedForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';

type AskedStep = 'consent' | 'select_account' | 'not_a_member';

/** Shows the page if that is what the flow needs now; else goes where it is needed. */
export async function showStep(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const flow = queryParameter(exchange, 'flow') ?? '';
  const outcome = await site.engine.resume({ flow, decision: null, source: exchange.source }, caller.visitor);
  const visit = { exchange, caller, site };
  if (outcome.kind !== 'interact') return present(outcome, exchange, caller);
  const page = await stepPage(outcome.interaction, visit);
  return page === null
    ? present(outcome, exchange, caller)
    : showPage(page, contextOf(outcome.interaction, visit));
}

/** The page of the step, where that belongs to the path that was asked for. */
async function stepPage(interaction: Interaction, visit: Visit, again?: Again): Promise<Page | null> {
  const { site, exchange } = visit;
  const { flow, until, request, step } = interaction;
  const shown = shownOf(interaction);
  // Who goes on is asked in the place of whatever was decided by somebody else
  const isHere =
    stepPaths[step.kind] === exchange.path || (again !== undefined && step.kind === 'select_account');
  if (shown === null || !isHere) return null;
  const logoPath = await site.logos.pathOf(interaction.client, exchange.source);
  const model = {
    ...{ flow, until, request },
    client: { ...shown.client, ...(logoPath === null ? {} : { logoPath }) },
    shown: shownDigest(site.csrfKey, shown),
    ...(again === undefined ? {} : { again }),
  };
  const { access, change } = shown;
  if (step.kind === 'not_a_member') {
    const contacts = contactsOf(interaction.client);
    return { render: (frame) => noAccessPage({ ...model, contacts }, frame) };
  }
  if (access === null) return { render: (frame) => selectAccountPage(model, frame) };
  return {
    render: (frame) => consentPage({ ...model, access, ...(change === null ? {} : { change }) }, frame),
  };
}

const contextOf = ({ uiLocales }: Interaction, visit: Visit): PageContext => ({
  ...pageContext(visit),
  uiLocales,
});

const decisions: Readonly<Record<AskedStep, readonly ConsentDecision[]>> = {
  consent: ['approve', 'deny'],
  select_account: ['continue'],
  not_a_member: ['deny'],
};

/** Takes the decision, or leads to sign-in with another account. */
export const decideStep =
  (step: AskedStep) =>
  async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    const caller = await readCaller(exchange, site);
    const visit = { exchange, caller, site };
    const { form, standing } = await readPostedForm(visit);
    const action = form.get('action');
    if (action === 'switch') {
      const flow = encodeURIComponent(form.get('flow') ?? '');
      return seeOther(`/login?flow=${flow}&switch=1`, caller.cookies);
    }
    const kind = decisions[step].find((candidate) => candidate === action);
    if (kind === undefined) throw unusableForm('The action is missing or unknown.');
    return decide(visit, form, { kind, standing });
  };

type Posted = { readonly kind: ConsentDecision; readonly standing: PostedForm['standing'] };

/**
 * A decision counts for what its page showed; on any other page it is asked for again (protocol.md IN-6), and so
 * is one made on a form of another session of this browser (product.md S-7).
 */
async function decide(visit: Visit, form: Params, { kind, standing }: Posted): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const isCurrent = standing === 'current';
  const decision = {
    kind,
    dropped: droppedDetails(form),
    wasShown: async (asked: Interaction) =>
      isCurrent && wasShown(site.csrfKey, form.get('shown'), shownOf(asked)),
    ...(isCurrent ? {} : { madeIn: 'another_session' as const }),
  };
  const flow = form.get('flow') ?? '';
  const outcome = await site.engine.resume({ flow, decision, source: exchange.source }, caller.visitor);
  const refusal = isCurrent ? changedPage : staleForm;
  const isGone = outcome.kind === 'refuse' && outcome.reason === 'flow';
  // Whoever said no is not asked once more, nor sent on by what was allowed elsewhere.
  if (isGone && kind !== 'deny' && (!isCurrent || isOver(form, visit))) {
    const anew = await beginAgain(visit, form, isCurrent ? undefined : 'another_session');
    return showAgain(anew ?? outcome, visit, { again: 'stale', refusal });
  }
  if (outcome.kind !== 'interact' || outcome.occasion === 'asked') return present(outcome, exchange, caller);
  return showAgain(outcome, visit, { again: isCurrent ? 'changed' : 'stale', refusal });
}

/** The page of this path, if that is what is needed, saying why it is shown; else where the request goes now. */
async function showAgain(
  outcome: AuthorizeOutcome,
  visit: Visit,
  { again, refusal }: { readonly again: Again; readonly refusal: Refusal },
): Promise<Outgoing> {
  const page = outcome.kind === 'interact' ? await stepPage(outcome.interaction, visit, again) : null;
  if (outcome.kind !== 'interact' || page === null) return present(outcome, visit.exchange, visit.caller);
  visit.exchange.note({ clientId: outcome.interaction.client.id });
  return showRefusal(refusal, page, contextOf(outcome.interaction, visit));
}
