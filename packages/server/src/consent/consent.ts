/** The consent and account-choice pages of a suspended request. They decide nothing: the engine looks again. */

import type { ConsentDecision, Interaction } from '@grantor/engine';
import { clientIdentity, requestedAccess } from '../authorize/client-identity.ts';
import { present, stepPaths } from '../authorize/present.ts';
import { type Exchange, queryParameter } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage } from '../http/page.ts';
import { unusableForm } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { consentPage, selectAccountPage } from '../pages/index.ts';
import { type Caller, pageContext, readCaller, readOwnForm } from '../site/caller.ts';
import type { Site } from '../site/site.ts';

type Showing = {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly site: Site;
  readonly logo: string | null;
};

type AskedStep = 'consent' | 'select_account';

/** Shows the page if that is what the flow needs now; else goes where it is needed. */
export async function showStep(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const flow = queryParameter(exchange, 'flow') ?? '';
  const outcome = await site.engine.resume({ flow, decision: null, source: exchange.source }, caller.visitor);
  if (outcome.kind !== 'interact' || stepPaths[outcome.interaction.step.kind] !== exchange.path) {
    return present(outcome, exchange, caller);
  }
  const logo = await site.logos.pathOf(outcome.interaction.client, exchange.source);
  return stepPage(outcome.interaction, { exchange, caller, site, logo });
}

function stepPage(interaction: Interaction, { exchange, caller, site, logo }: Showing): Outgoing {
  const { flow, step } = interaction;
  const client = {
    ...clientIdentity(interaction.client, interaction.redirectUri),
    ...(logo === null ? {} : { logoPath: logo }),
  };
  const context = { ...pageContext(exchange, caller, site), uiLocales: interaction.uiLocales };
  if (step.kind === 'consent') {
    const access = requestedAccess(step.scopes, step.resources);
    return showPage({ render: (frame) => consentPage({ flow, client, access }, frame) }, context);
  }
  return showPage({ render: (frame) => selectAccountPage({ flow, client }, frame) }, context);
}

const decisions: Readonly<Record<AskedStep, readonly ConsentDecision[]>> = {
  consent: ['approve', 'deny'],
  select_account: ['continue'],
};

/** Takes the decision, or leads to sign-in with another account. */
export const decideStep =
  (step: AskedStep) =>
  async (exchange: Exchange, site: Site): Promise<Outgoing> => {
    const caller = await readCaller(exchange, site);
    const form = await readOwnForm(exchange, caller, site);
    const flow = form.get('flow') ?? '';
    const action = form.get('action');
    if (action === 'switch')
      return seeOther(`/login?flow=${encodeURIComponent(flow)}&switch=1`, caller.cookies);
    const decision = decisions[step].find((candidate) => candidate === action);
    if (decision === undefined) throw unusableForm('The action is missing or unknown.');
    const outcome = await site.engine.resume({ flow, decision, source: exchange.source }, caller.visitor);
    return present(outcome, exchange, caller);
  };
