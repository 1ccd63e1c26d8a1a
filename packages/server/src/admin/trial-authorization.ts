/** The authorization request of a client that is tried, whichever way it goes, and its answer (product.md C-7). */

import { endpoints } from '@grantor/engine';
import {
  after,
  hmacSha256,
  type Params,
  parseCompactJws,
  parseQuery,
  readJsonObject,
  s256,
  secondOf,
  sha256,
  withQuery,
} from '@grantor/protocol';
import { forAdministrator, showAs, type Visit } from '../console/visit.ts';
import type { Outgoing } from '../http/message.ts';
import { refusedForm } from '../http/status.ts';
import { clientTrialPage, type TrialNext, type TrialWay } from '../pages/index.ts';
import { storeTrial, takeTrial } from '../store/client-trials.ts';
import { askAsClient, commandAsClient, commandOf, type TrialExchange } from './trial-requests.ts';
import { answerPage, given, type Tried, tried } from './trial-steps.ts';

/** Seconds in which the answer has to come back. */
const answerWithin = 600;

/** What only this server knows of the request: made of its `state`, so that nothing of it has to be kept. */
const madeOf = ({ site }: Visit, purpose: 'verifier' | 'nonce', state: string): string =>
  hmacSha256(site.csrfKey, `trial ${purpose}\n${state}`);

/** Ends the `state` of a request that is pushed, which is a step more. */
const pushedMark = '.p';

const prompts = ['login', 'consent', 'select_account'];

type Pairs = readonly (readonly [name: string, value: string])[];

type Asking = {
  readonly asked: Pairs;
  readonly prompt: string;
  readonly way: TrialWay;
  readonly proof: string;
};

/** The request is shown before it is sent; it comes back once, to whoever began it. */
export async function askInBrowser(
  visit: Visit,
  found: Tried,
  { asked, prompt, way, proof }: Asking,
): Promise<Outgoing> {
  const { site, person } = visit;
  const { client, base } = found;
  const isPushed = way.endsWith('pushed');
  const state = `${site.clients.random.token(32)}${isPushed ? pushedMark : ''}`;
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
  switch (way) {
    case 'browser':
      return sendByBrowser(visit, found, parameters);
    case 'pushed':
      return push(visit, found, { parameters, proof });
    default: {
      const claims = JSON.stringify(claimsOf(visit, parameters), null, 2);
      return answerPage(visit, found, { steps: [], next: { kind: 'sign', claims, way } });
    }
  }
}

/** What the client is to sign (RFC 9101 §4). */
function claimsOf({ site }: Visit, parameters: Pairs): object {
  const now = secondOf(site.now());
  const { client_id: iss, ...rest } = Object.fromEntries(parameters);
  return { iss, aud: site.baseUrl, nbf: now, exp: after(now, answerWithin), client_id: iss, ...rest };
}

/** Takes the request as its client signed it, and goes on with that. */
export function sendSigned(visit: Visit, found: Tried, form: Params): Promise<Outgoing> | Outgoing {
  const request = (form.get('request') ?? '').trim();
  const parameters = [['client_id', found.client.id] as const, ...given('request', request)];
  return form.get('way') === 'signed'
    ? sendByBrowser(visit, found, parameters)
    : push(visit, found, { parameters, proof: form.echo('proof') ?? '' });
}

function sendByBrowser(visit: Visit, found: Tried, parameters: Pairs): Outgoing {
  const { request, address } = shownAt(visit, parameters);
  return answerPage(visit, found, {
    steps: [{ kind: 'authorization', request, answer: null }],
    next: { kind: 'send', address },
  });
}

function shownAt({ site }: Visit, parameters: Pairs) {
  const endpoint = `${site.baseUrl}${endpoints.authorization.path}`;
  const address = withQuery(endpoint, parameters);
  const command = commandOf(address, []);
  return {
    address,
    request: { method: 'GET', address: endpoint, headers: [], parameters, command } as const,
  };
}

/** RFC 9126 §2: the client itself says what it wants, and the browser brings what that is known by. */
async function push(
  visit: Visit,
  found: Tried,
  { parameters, proof }: { readonly parameters: Pairs; readonly proof: string },
): Promise<Outgoing> {
  const { client } = found;
  const asked = { client, proof, parameters, prover: null };
  if (found.base.proof === 'certificate') {
    const request = commandAsClient(visit, 'pushedAuthorization', asked);
    return answerPage(visit, found, {
      steps: [{ kind: 'pushed', request, answer: null }],
      next: { kind: 'enter', fields: { step: 'pushed' } },
    });
  }
  return answerPushed(visit, found, await askAsClient(visit, 'pushedAuthorization', asked));
}

/** Goes on with the name that the request was given. */
export function answerPushed(visit: Visit, found: Tried, { request: sent, answer, told }: TrialExchange) {
  const { client } = found;
  const pushed = { kind: 'pushed', request: sent, answer } as const;
  const uri = told?.['request_uri'];
  if (typeof uri !== 'string') return answerPage(visit, found, { steps: [pushed], next: { kind: 'none' } });
  const { request, address } = shownAt(visit, [
    ['client_id', client.id],
    ['request_uri', uri],
  ]);
  return answerPage(visit, found, {
    steps: [pushed, { kind: 'authorization', request, answer: null }],
    next: { kind: 'send', address },
  });
}

/** What came back; where it is signed (JARM §2.1), what stands in that. */
function answerIn(query: Params): (name: string) => string {
  const response = query.get('response');
  const said = response === undefined ? null : parseCompactJws(response);
  const claims = said === null ? {} : (readJsonObject(said.payload) ?? {});
  return (name) => {
    const claim = claims[name];
    return typeof claim === 'string' ? claim : (query.get(name) ?? '');
  };
}

/** Where the browser comes back to (RFC 6749 §4.1.2): once, and only to whoever began it. */
export const showTrialCallback = forAdministrator(async (visit) => {
  const { site, person, exchange } = visit;
  const found = await tried(visit);
  const { client, base } = found;
  const value = answerIn(parseQuery(exchange.query));
  const state = value('state');
  const isPushed = state.endsWith(pushedMark);
  const waiting = { hash: sha256(state), clientId: client.id, userId: person.userId };
  if (!(await takeTrial(site.database.kysely, waiting, secondOf(site.now())))) {
    const refusal = { status: refusedForm, why: 'no such trial waits for this person' };
    return showAs(visit, refusal, (frame) => clientTrialPage({ ...base, problem: 'state' }, frame));
  }
  const shown = ['response', 'code', 'state', 'iss', 'error', 'error_description'];
  const parameters = shown.flatMap((name) => given(name, value(name)));
  const code = value('code');
  const isRefusal = code === '';
  const answer = { status: null, isRefusal, headers: [], parameters, body: null };
  const next: TrialNext = isRefusal
    ? { kind: 'none' }
    : {
        kind: 'request',
        verb: 'exchange',
        fields: {
          ...{ code, code_verifier: madeOf(visit, 'verifier', state), redirect_uri: base.redirectUri },
          ...(isPushed ? { pushed: '1' } : {}),
        },
      };
  return answerPage(visit, found, {
    steps: [{ kind: 'callback', request: null, answer }],
    from: isPushed ? 3 : 2,
    next,
  });
});
