/** A client tried by an administrator, step by step (product.md C-7): its own flow, in their own browser. */

import type { Params } from '@grantor/protocol';
import { endTrial, startTrial } from '../administration/client-trials.ts';
import { lookUpToken, revokeTokenId, takeTokenStep } from '../administration/tokens.ts';
import { actorOf } from '../console/actor.ts';
import { whenFreshForm } from '../console/fresh-sign-in.ts';
import {
  type ConsoleHandler,
  done,
  forAdministrator,
  forAdministratorForm,
  nothingHere,
  show,
  showAs,
  type Visit,
} from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { settled } from '../http/status.ts';
import { clientTrialPage } from '../pages/index.ts';
import { askInBrowser, sendSigned } from './trial-authorization.ts';
import { type Prover, trialProver } from './trial-key.ts';
import { askAsClient, trialGrants } from './trial-requests.ts';
import { answerDevice, answerTokens, given, type Tried, tried } from './trial-steps.ts';

const longestField = 2048;

const showTry = async (visit: Visit): Promise<Outgoing> => {
  const { base } = await tried(visit);
  return show(visit, (frame) => clientTrialPage(base, frame));
};
export const showTrial = forAdministrator(showTry);

const showSettled = async (visit: Visit): Promise<Outgoing> => {
  const { base } = await tried(visit);
  return showAs(visit, settled, (frame) => clientTrialPage({ ...base, problem: 'settled' }, frame));
};

const switching =
  (outcome: 'trial_on' | 'trial_off', act: (visit: Visit, tried: Tried) => ReturnType<typeof endTrial>) =>
  async (visit: Visit): Promise<Outgoing> => {
    const found = await tried(visit);
    const { kind } = await act(visit, found);
    if (kind === 'gone') throw nothingHere();
    return kind === 'settled' ? showSettled(visit) : done(visit, `${found.base.path}/try`, outcome);
  };

const target = (visit: Visit, { client }: Tried) => ({ actor: actorOf(visit), id: client.id });

export const switchTrialOn = forAdministratorForm(
  whenFreshForm(
    switching('trial_on', (visit, found) =>
      startTrial(visit.site.clients, target(visit, found), found.base.redirectUri),
    ),
  ),
  showTry,
);
export const switchTrialOff = forAdministratorForm(
  switching('trial_off', (visit, found) => endTrial(visit.site.clients, target(visit, found))),
  showTry,
);

type Asking = (visit: Visit, found: Tried, form: Params) => Promise<Outgoing>;

/** For what can be done only while it is on. */
const whileOn =
  (answer: Asking) =>
  async (visit: Visit, form: Params): Promise<Outgoing> => {
    const found = await tried(visit);
    return found.base.state === 'on' ? answer(visit, found, form) : showSettled(visit);
  };

const said = (form: Params, name: string): string => (form.get(name) ?? '').trim().slice(0, longestField);

/** Makes the proofs, where the tokens are to be bound to a key. */
const proverFor = (visit: Visit, found: Tried, form: Params): Prover | null =>
  found.base.bindings.length === 1 || form.get('binding') === 'dpop'
    ? trialProver(visit, { client: found.client, until: found.client.trial?.until ?? null })
    : null;

export const beginTrial: ConsoleHandler = forAdministratorForm(
  whenFreshForm(
    whileOn(async (visit, found, form) => {
      const flow = found.base.flows.find((known) => known === form.get('flow'));
      if (flow === undefined) return showSettled(visit);
      const asked = [...given('scope', said(form, 'scope')), ...given('resource', said(form, 'resource'))];
      const proof = form.get('proof') ?? '';
      const { client, base } = found;
      const way = base.ways.find((known) => known === form.get('way')) ?? base.ways[0];
      if (flow === 'authorization_code')
        return way === undefined
          ? showSettled(visit)
          : askInBrowser(visit, found, { asked, prompt: said(form, 'prompt'), way, proof });
      const prover = proverFor(visit, found, form);
      if (flow === 'device') {
        const exchange = await askAsClient(visit, 'deviceAuthorization', {
          ...{ client, proof, parameters: asked, prover: null },
        });
        return answerDevice(visit, found, exchange);
      }
      const parameters = [['grant_type', flow], ...asked] as const;
      const exchange = await askAsClient(visit, 'token', { client, proof, parameters, prover });
      return answerTokens(visit, found, { exchange, from: 1, prover });
    }),
  ),
  showTry,
);

const exchanged = ['code', 'redirect_uri', 'code_verifier'];

/** Goes on with the request that the client signed. */
export const postTrialRequest = forAdministratorForm(
  whileOn(async (visit, found, form) => sendSigned(visit, found, form)),
  showTry,
);

/** Sends the token request with what stands in the form. */
export const postTrialToken = forAdministratorForm(
  whileOn(async (visit, found, form) => {
    const { client } = found;
    const proof = form.get('proof') ?? '';
    const device = form.get('device_code');
    const grant = trialGrants[device === undefined ? 'authorization_code' : 'device'];
    const own = device === undefined ? exchanged : ['device_code'];
    const parameters = [
      ['grant_type', grant] as const,
      ...own.flatMap((name) => given(name, said(form, name))),
    ];
    const prover = proverFor(visit, found, form);
    const exchange = await askAsClient(visit, 'token', { client, proof, parameters, prover });
    return answerTokens(
      visit,
      found,
      device === undefined
        ? { exchange, from: form.has('pushed') ? 4 : 3, prover }
        : { exchange, from: 2, prover, device },
    );
  }),
  showTry,
);

/** All that the token belongs to: its family where it has one, else itself. */
export const revokeTrial = forAdministratorForm(async (visit, form) => {
  const { site } = visit;
  const { base } = await tried(visit);
  const found = await lookUpToken(site.tokens, form.get('token') ?? '');
  if (found === null) throw nothingHere();
  const actor = actorOf(visit);
  const { session, tokenId } = found;
  await (session === null
    ? revokeTokenId(site.tokens, actor, tokenId)
    : takeTokenStep(site.tokens, { actor, id: session.id }, 'revoke'));
  return done(visit, `${base.path}/try`, 'trial_revoked');
}, showTry);
