/** Devices whose person this server asks in front of another engine: a code is entered, somebody signs in, and decides (RFC 8628 §3.3). */

import { parseForm, parseQuery, secondOf, sha256 } from '@grantor/protocol';
import { type Exchange, header } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Refusal, showPage, showRefusal } from '../http/page.ts';
import { foreignForm } from '../http/refuse.ts';
import { forbidden, refusedForm } from '../http/status.ts';
import { devicePage, deviceResultPage, type Frame, frontDoorPage } from '../pages/everywhere.ts';
import { askedAccess, askedElsewhere, describedClient, strangerIn } from './asked-access.ts';
import { controlPlaneFault } from './fault.ts';
import type { Asked, SignedIn } from './interaction.ts';
import { chargingFailure } from './limits.ts';
import { namedFor } from './pairwise.ts';
import {
  type At,
  type AuthorizationWorld,
  isDenied,
  isForeign,
  sentBody,
  whoDecides,
  whoIsHere,
  wrongSignIn,
} from './visitor.ts';

/** The page for a code; one that came with the address stands in it, and is never sent by itself (protocol.md DV-4). */
export function showDevicePage(exchange: Exchange, world: AuthorizationWorld): Outgoing {
  const prefilledCode = parseQuery(exchange.query).get('user_code') ?? '';
  const model = { state: { kind: 'fresh' }, prefilledCode } as const;
  return showPage(
    { render: (frame: Frame) => devicePage(model, frame) },
    { exchange, settings: world.pages },
  );
}

/** A code that was entered, or the decision about it. Codes that are none count against the address (protocol.md DV-3). */
export const answerDevice = (exchange: Exchange, world: AuthorizationWorld): Promise<Outgoing> =>
  chargingFailure(world.limits, exchange, () => take({ exchange, world }));

async function take({ exchange, world }: At): Promise<Outgoing> {
  if (isForeign(exchange, world.baseUrl)) throw foreignForm();
  const form = parseForm(await sentBody(exchange));
  const userCode = form.get('user_code') ?? '';
  const at = { exchange, world };
  const waiting = await lookUp(userCode, world);
  if (waiting === null) return unknownCode(at);
  if (!form.has('authorized')) return ask(waiting, at);
  // Only where it was entered, and about what was shown there: somebody else may have entered it since (protocol.md DV-4, IN-6)
  const entered = world.browser.device(header(exchange, 'cookie') ?? null, secondOf(world.now()));
  if (entered?.userCode !== userCode || entered.told !== waiting.told) return ask(waiting, at);
  const signedIn = await whoDecides(form, entered.shown, at);
  if (signedIn === null) return ask(waiting, at, wrongSignIn);
  const result = isDenied(form) ? 'ACCESS_DENIED' : 'AUTHORIZED';
  return complete(waiting, { signedIn, result }, at);
}

/** A request that waits under a code. */
type Waiting = {
  readonly userCode: string;
  readonly asked: Asked;
  /** A digest of all that is asked for, and by whom. */
  readonly told: string;
};

async function lookUp(
  userCode: string,
  { controlPlane, documents }: AuthorizationWorld,
): Promise<Waiting | null> {
  const { action, reply } = await controlPlane.tell('device/verification', { userCode });
  if (action === 'SERVER_ERROR') throw controlPlaneFault('a code could not be looked up');
  if (action !== 'VALID') return null;
  const { clientId } = reply;
  const client = clientId === undefined ? null : await documents.client(clientId);
  if (client === null) throw controlPlaneFault('a code of a client that is not there');
  const asked = askedElsewhere(reply, client);
  const { scopes, claimNames, resources, authorizationDetails, gmAction, grantId } = reply;
  const said = [
    clientId,
    asked.client,
    scopes,
    claimNames,
    resources,
    authorizationDetails,
    gmAction,
    grantId,
  ];
  return {
    ...{ userCode, told: sha256(JSON.stringify(said)) },
    asked,
  };
}

function ask({ userCode, asked, told }: Waiting, { exchange, world }: At, refusal?: Refusal): Outgoing {
  const now = secondOf(world.now());
  const signedIn = whoIsHere(exchange, world, now);
  const person = signedIn === null ? null : world.people.find(signedIn.subject);
  const model = {
    request: { kind: 'device', userCode } as const,
    ...{ client: describedClient(asked), stranger: strangerIn(asked), access: askedAccess(asked) },
    person: person === null ? null : { username: person.loginId },
    ...{ prefilled: '', isAgain: refusal !== undefined },
  };
  const page = { render: (frame: Frame) => frontDoorPage(model, frame) };
  const cookies = [world.browser.enterDevice({ userCode, told, shown: person?.subject ?? null }, now)];
  const context = { exchange, settings: world.pages, cookies };
  return refusal === undefined ? showPage(page, context) : showRefusal(refusal, page, context);
}

function unknownCode({ exchange, world }: At): Outgoing {
  const model = { state: { kind: 'invalid' } } as const;
  return showRefusal(
    { status: refusedForm, why: 'no such code waits' },
    { render: (frame: Frame) => devicePage(model, frame) },
    { exchange, settings: world.pages },
  );
}

type Decision = { readonly signedIn: SignedIn; readonly result: 'AUTHORIZED' | 'ACCESS_DENIED' };

async function complete(
  waiting: Waiting,
  { signedIn, result }: Decision,
  { exchange, world }: At,
): Promise<Outgoing> {
  const { userCode, asked } = waiting;
  const { subject, authTime, acr } = signedIn;
  exchange.note({ userId: subject });
  const sub = namedFor(asked.client ?? {}, subject, world);
  const answer = { userCode, result, subject, sub, authTime, acr };
  const { action } = await world.controlPlane.tell('device/complete', answer);
  switch (action) {
    case 'SUCCESS': {
      const model = { kind: result === 'AUTHORIZED' ? 'approved' : 'denied', list: 'elsewhere' } as const;
      const page = { render: (frame: Frame) => deviceResultPage(model, frame) };
      const { browser, pages: settings, now } = world;
      const cookies = [browser.leaveDevice(), browser.signIn(signedIn, secondOf(now()))];
      return showPage(page, { exchange, settings, cookies });
    }
    // What is asked for changed at the last moment, or is not for them
    case 'INVALID_REQUEST':
      return ask(waiting, { exchange, world }, notForThem);
    case 'SERVER_ERROR':
      throw controlPlaneFault('a code could not be decided about');
    default:
      return unknownCode({ exchange, world });
  }
}

const notForThem: Refusal = { status: forbidden, why: 'the service refused the decision' };
