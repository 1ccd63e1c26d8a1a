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
import { clientTrialPage, type TrialBinding } from '../pages/index.ts';
import { answerPushed, askInBrowser, sendSigned } from './trial-authorization.ts';
import { type Prover, trialProver } from './trial-key.ts';
import { askAsClient, commandAsClient, enteredAnswer, trialGrants } from './trial-requests.ts';
import { answerDevice, answerPage, answerTokens, given, type Tried, tried } from './trial-steps.ts';

const longestField = 2048;

/** What is pasted: JSON, and tokens with the line they end in. */
const pasted: ReadonlySet<string> = new Set(['answer', 'proof', 'request']);

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

/** What the tokens are to be bound to. */
const bindingIn = ({ base: { bindings } }: Tried, form: Params): TrialBinding =>
  bindings.find((known) => known === form.get('binding')) ?? bindings[0];

/** Makes the proofs, where the tokens are to be bound to a key of the trial. */
const proverFor = (visit: Visit, { client }: Tried, binding: TrialBinding): Prover | null =>
  binding === 'dpop' ? trialProver(visit, { client, until: client.trial?.until ?? null }) : null;

/** Sent from where the key of the client's certificate is: nothing that this server could show is that. */
const isByHand = ({ base }: Tried, binding: TrialBinding): boolean =>
  base.proof === 'certificate' || binding === 'certificate';

type Asked = { readonly parameters: readonly (readonly [string, string])[]; readonly proof: string };

type TokenAsked = Asked & {
  readonly binding: TrialBinding;
  /** Number of the step. */
  readonly from: number;
  readonly device?: string;
};

/** Asks for tokens, or shows how that is done and takes what comes of it. */
async function askForTokens(visit: Visit, found: Tried, asked: TokenAsked): Promise<Outgoing> {
  const { parameters, proof, binding, from, device } = asked;
  const prover = proverFor(visit, found, binding);
  const request = { client: found.client, proof, parameters, prover };
  const waiting = device === undefined ? {} : { device };
  if (!isByHand(found, binding)) {
    const exchange = await askAsClient(visit, 'token', request);
    return answerTokens(visit, found, { exchange, from, prover, binding, ...waiting });
  }
  const fields = { step: 'token', from: String(from), binding, ...waiting };
  return answerPage(visit, found, {
    steps: [{ kind: 'token', request: commandAsClient(visit, 'token', request), answer: null }],
    ...{ from, next: { kind: 'enter', fields } },
  });
}

async function askForDevice(visit: Visit, found: Tried, { parameters, proof }: Asked): Promise<Outgoing> {
  const request = { client: found.client, proof, parameters, prover: null };
  if (found.base.proof !== 'certificate')
    return answerDevice(visit, found, await askAsClient(visit, 'deviceAuthorization', request));
  return answerPage(visit, found, {
    steps: [
      { kind: 'device', request: commandAsClient(visit, 'deviceAuthorization', request), answer: null },
    ],
    next: { kind: 'enter', fields: { step: 'device' } },
  });
}

export const beginTrial: ConsoleHandler = forAdministratorForm(
  whenFreshForm(
    whileOn(async (visit, found, form) => {
      const flow = found.base.flows.find((known) => known === form.get('flow'));
      if (flow === undefined) return showSettled(visit);
      const asked = [...given('scope', said(form, 'scope')), ...given('resource', said(form, 'resource'))];
      const proof = form.echo('proof') ?? '';
      const { base } = found;
      const way = base.ways.find((known) => known === form.get('way')) ?? base.ways[0];
      if (flow === 'authorization_code')
        return way === undefined
          ? showSettled(visit)
          : askInBrowser(visit, found, { asked, prompt: said(form, 'prompt'), way, proof });
      if (flow === 'device') return askForDevice(visit, found, { parameters: asked, proof });
      const parameters = [['grant_type', flow], ...asked] as const;
      return askForTokens(visit, found, { parameters, proof, binding: bindingIn(found, form), from: 1 });
    }),
  ),
  showTry,
  pasted,
);

const exchanged = ['code', 'redirect_uri', 'code_verifier'];

/** Goes on with the request that the client signed. */
export const postTrialRequest = forAdministratorForm(
  whileOn(async (visit, found, form) => sendSigned(visit, found, form)),
  showTry,
  pasted,
);

/** Sends the token request with what stands in the form. */
export const postTrialToken = forAdministratorForm(
  whileOn(async (visit, found, form) => {
    const proof = form.echo('proof') ?? '';
    const device = form.get('device_code');
    const grant = trialGrants[device === undefined ? 'authorization_code' : 'device'];
    const own = device === undefined ? exchanged : ['device_code'];
    const parameters = [
      ['grant_type', grant] as const,
      ...own.flatMap((name) => given(name, said(form, name))),
    ];
    return askForTokens(visit, found, {
      ...{ parameters, proof, binding: bindingIn(found, form) },
      ...(device === undefined ? { from: form.has('pushed') ? 4 : 3 } : { from: 2, device }),
    });
  }),
  showTry,
  pasted,
);

/** Longer than any answer of this server to a client. */
const longestAnswer = 32_768;

/** What came of a request that was sent from where the key of the client's certificate is. */
export const postTrialAnswer = forAdministratorForm(
  whileOn(async (visit, found, form) => {
    const exchange = enteredAnswer((form.echo('answer') ?? '').trim().slice(0, longestAnswer));
    switch (form.get('step')) {
      case 'pushed':
        return answerPushed(visit, found, exchange);
      case 'device':
        return answerDevice(visit, found, exchange);
      default: {
        const binding = bindingIn(found, form);
        const device = form.get('device');
        return answerTokens(visit, found, {
          ...{ exchange, from: Number(said(form, 'from')) || 1, binding },
          ...{ prover: proverFor(visit, found, binding), ...(device === undefined ? {} : { device }) },
        });
      }
    }
  }),
  showTry,
  pasted,
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
