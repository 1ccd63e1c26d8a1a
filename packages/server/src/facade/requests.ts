/** The page of a request that names its person: looked at, allowed or denied by them, at the address that the operator's program was told of (CIBA §8). */

import { type Params, parseForm, parseQuery, secondOf } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Refusal, showPage, showRefusal } from '../http/page.ts';
import { foreignForm } from '../http/refuse.ts';
import { refusedForm } from '../http/status.ts';
import { deviceResultPage, type Frame, frontDoorPage } from '../pages/everywhere.ts';
import { askedAccess, askedElsewhere, describedClient, strangerIn } from './asked-access.ts';
import { type RequestsWorld, requestLabel, type SealedRequest } from './backchannel.ts';
import type { Told } from './control-plane.ts';
import { controlPlaneFault } from './fault.ts';
import type { SignedIn } from './interaction.ts';
import { chargingFailure } from './limits.ts';
import { namedFor } from './pairwise.ts';
import { isDenied, isForeign, sentBody, whoDecides, whoIsHere, wrongSignIn } from './visitor.ts';

type At = { readonly exchange: Exchange; readonly world: RequestsWorld };

/** What waits there; an address that bears nothing, or nothing any more, counts against whoever asks. */
export const showRequest = (exchange: Exchange, world: RequestsWorld): Promise<Outgoing> =>
  chargingFailure(world.limits, exchange, async () => {
    const at = { exchange, world };
    const sealed = parseQuery(exchange.query).get('request') ?? '';
    const waiting = await open(sealed, world);
    return waiting === null ? over(at) : ask(waiting, at);
  });

export const decideRequest = (exchange: Exchange, world: RequestsWorld): Promise<Outgoing> =>
  chargingFailure(world.limits, exchange, () => take({ exchange, world }));

async function take({ exchange, world }: At): Promise<Outgoing> {
  if (isForeign(exchange, world.baseUrl)) throw foreignForm();
  const form = parseForm(await sentBody(exchange));
  const at = { exchange, world };
  const waiting = await open(form.get('request') ?? '', world);
  if (waiting === null) return over(at);
  const signedIn = await whoDecides(form, waiting.request.subject, at);
  // Whoever signs in is not always who was asked
  if (signedIn?.subject !== waiting.request.subject) return ask(waiting, at, wrongSignIn);
  return complete(waiting, { signedIn, form }, at);
}

type Waiting = {
  readonly sealed: string;
  readonly request: SealedRequest;
  readonly asked: ReturnType<typeof askedElsewhere>;
};

/** null: sealed by nobody here, or too late. */
async function open(sealed: string, { keys, now, documents }: RequestsWorld): Promise<Waiting | null> {
  const request = opened(sealed, keys);
  if (request === null || request.until <= secondOf(now())) return null;
  const client = request.clientId === undefined ? null : await documents.client(request.clientId);
  if (client === null) return null;
  return { sealed, request, asked: askedElsewhere(request, client) };
}

function opened(sealed: string, keys: RequestsWorld['keys']): SealedRequest | null {
  try {
    return JSON.parse(keys.open(sealed, requestLabel));
  } catch {
    return null;
  }
}

function ask({ sealed, request, asked }: Waiting, { exchange, world }: At, refusal?: Refusal): Outgoing {
  const signedIn = whoIsHere(exchange, world, secondOf(world.now()));
  const person = signedIn?.subject === request.subject ? world.people.find(request.subject) : null;
  const model = {
    request: { kind: 'person', sealed, message: request.message } as const,
    ...{ client: describedClient(asked), stranger: strangerIn(asked), access: askedAccess(asked) },
    person: person === null ? null : { username: person.loginId },
    ...{ prefilled: '', isAgain: refusal !== undefined },
  };
  const page = { render: (frame: Frame) => frontDoorPage(model, frame) };
  const context = { exchange, settings: world.pages };
  return refusal === undefined ? showPage(page, context) : showRefusal(refusal, page, context);
}

function over({ exchange, world }: At): Outgoing {
  return showRefusal(
    { status: refusedForm, why: 'the request is decided, has expired, or never was' },
    { render: (frame: Frame) => deviceResultPage({ kind: 'already_decided' }, frame) },
    { exchange, settings: world.pages },
  );
}

type Decision = { readonly signedIn: SignedIn; readonly form: Params };

async function complete(
  { request, asked }: Waiting,
  { signedIn, form }: Decision,
  { exchange, world }: At,
): Promise<Outgoing> {
  const { subject, authTime, acr } = signedIn;
  exchange.note({ userId: subject });
  const result = isDenied(form) ? 'ACCESS_DENIED' : 'AUTHORIZED';
  const sub = namedFor(asked.client ?? {}, subject, world);
  const message = { ticket: request.ticket, result, subject, sub, authTime, acr } as const;
  const told = await world.controlPlane.tell('backchannel/authentication/complete', message);
  if (told.action === 'SERVER_ERROR') return over({ exchange, world });
  if (told.action === 'NOTIFICATION') notify(told, world);
  const kind = result === 'AUTHORIZED' ? 'request_approved' : 'request_denied';
  const page = { render: (frame: Frame) => deviceResultPage({ kind }, frame) };
  const cookies = [world.browser.signIn(signedIn, secondOf(world.now()))];
  return showPage(page, { exchange, settings: world.pages, cookies });
}

/** That it is decided, or the tokens: what of it the client gets is for the service to say (CIBA §10.2). */
function notify(
  { content, reply }: Told<'backchannel/authentication/complete'>,
  { tell }: RequestsWorld,
): void {
  const { clientNotificationEndpoint: url, clientNotificationToken: token } = reply;
  if (url === undefined || content === null)
    throw controlPlaneFault('a notification to nobody, or of nothing');
  tell({ url, authorization: token === undefined ? undefined : `Bearer ${token}`, body: content });
}
