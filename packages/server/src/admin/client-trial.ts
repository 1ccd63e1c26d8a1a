/** A client tried by an administrator, step by step (product.md C-7): its own flow, in their own browser. */

import { endpoints } from '@grantor/engine';
import {
  after,
  hmacSha256,
  type Params,
  parseQuery,
  s256,
  secondOf,
  sha256,
  withQuery,
} from '@grantor/protocol';
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
import { refusedForm, settled } from '../http/status.ts';
import { clientTrialPage, type TrialNext } from '../pages/index.ts';
import { storeTrial, takeTrial } from '../store/client-trials.ts';
import { askAsClient, commandOf, trialGrants } from './trial-requests.ts';
import { answerDevice, answerPage, answerTokens, given, type Tried, tried } from './trial-steps.ts';

/** Seconds in which the answer has to come back. */
const answerWithin = 600;
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

export const beginTrial: ConsoleHandler = forAdministratorForm(
  whenFreshForm(
    whileOn(async (visit, found, form) => {
      const flow = found.base.flows.find((known) => known === form.get('flow'));
      if (flow === undefined) return showSettled(visit);
      const asked = [...given('scope', said(form, 'scope')), ...given('resource', said(form, 'resource'))];
      if (flow === 'authorization_code')
        return askInBrowser(visit, found, { asked, prompt: said(form, 'prompt') });
      const proof = form.get('proof') ?? '';
      const { client } = found;
      if (flow === 'device') {
        const exchange = await askAsClient(visit, 'deviceAuthorization', {
          client,
          proof,
          parameters: asked,
        });
        return answerDevice(visit, found, exchange);
      }
      const parameters = [['grant_type', flow], ...asked] as const;
      const exchange = await askAsClient(visit, 'token', { client, proof, parameters });
      return answerTokens(visit, found, { exchange, from: 1 });
    }),
  ),
  showTry,
);

/** What only this server knows of the request: made of its `state`, so that nothing of it has to be kept. */
const madeOf = ({ site }: Visit, purpose: 'verifier' | 'nonce', state: string): string =>
  hmacSha256(site.csrfKey, `trial ${purpose}\n${state}`);

const prompts = ['login', 'consent', 'select_account'];

/** The request is shown before it is sent; it comes back once, to whoever began it. */
async function askInBrowser(
  visit: Visit,
  found: Tried,
  { asked, prompt }: { readonly asked: readonly (readonly [string, string])[]; readonly prompt: string },
): Promise<Outgoing> {
  const { site, person } = visit;
  const { client, base } = found;
  const state = site.clients.random.token(32);
  const waiting = { hash: sha256(state), clientId: client.id, userId: person.userId };
  await storeTrial(site.database.kysely, waiting, after(secondOf(site.now()), answerWithin));
  const parameters = [
    ['response_type', 'code'],
    ['client_id', client.id],
    ['redirect_uri', base.redirectUri],
    ...asked,
    ...(prompts.includes(prompt) ? [['prompt', prompt] as const] : []),
    ['state', state],
    ['nonce', madeOf(visit, 'nonce', state)],
    ['code_challenge', s256(madeOf(visit, 'verifier', state))],
    ['code_challenge_method', 'S256'],
  ] as const;
  const endpoint = `${site.baseUrl}${endpoints.authorization.path}`;
  const address = withQuery(endpoint, parameters);
  const request = {
    method: 'GET',
    address: endpoint,
    headers: [],
    parameters,
    command: commandOf(address, []),
  } as const;
  return answerPage(visit, found, {
    steps: [{ kind: 'authorization', request, answer: null }],
    next: { kind: 'send', address },
  });
}

/** Where the browser comes back to (RFC 6749 §4.1.2): once, and only to whoever began it. */
export const showTrialCallback = forAdministrator(async (visit) => {
  const { site, person, exchange } = visit;
  const found = await tried(visit);
  const { client, base } = found;
  const query = parseQuery(exchange.query);
  const state = query.get('state') ?? '';
  const waiting = { hash: sha256(state), clientId: client.id, userId: person.userId };
  if (!(await takeTrial(site.database.kysely, waiting, secondOf(site.now())))) {
    const refusal = { status: refusedForm, why: 'no such trial waits for this person' };
    return showAs(visit, refusal, (frame) => clientTrialPage({ ...base, problem: 'state' }, frame));
  }
  const shown = ['code', 'state', 'iss', 'error', 'error_description'];
  const parameters = shown.flatMap((name) => given(name, query.get(name) ?? ''));
  const isRefusal = query.get('code') === undefined;
  const answer = { status: null, isRefusal, headers: [], parameters, body: null };
  const code = query.get('code');
  const next: TrialNext =
    code === undefined
      ? { kind: 'none' }
      : {
          kind: 'request',
          verb: 'exchange',
          fields: { code, code_verifier: madeOf(visit, 'verifier', state), redirect_uri: base.redirectUri },
        };
  return answerPage(visit, found, { steps: [{ kind: 'callback', request: null, answer }], from: 2, next });
});

const exchanged = ['code', 'redirect_uri', 'code_verifier'];

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
    const exchange = await askAsClient(visit, 'token', { client, proof, parameters });
    return answerTokens(
      visit,
      found,
      device === undefined ? { exchange, from: 3 } : { exchange, from: 2, device },
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
