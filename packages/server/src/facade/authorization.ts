/** The authorization endpoint and the decision of its page (federation-vci-authlete.md ATL-9 to ATL-13). */

import { type Epoch, parseForm, secondOf } from '@grantor/protocol';
import { acceptsHtml, type Exchange, header } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { selfSubmitting, showPage } from '../http/page.ts';
import { foreignForm, noSuchFlow, refuse, requestRefused } from '../http/refuse.ts';
import { found, seeOther, sendReply } from '../http/send.ts';
import { frontDoorPage } from '../pages/everywhere.ts';
import { askedAccess, describedClient, strangerIn } from './asked-access.ts';
import type { Browser } from './browser.ts';
import { pick } from './claims.ts';
import type { Told } from './control-plane.ts';
import type { ServiceClient } from './documents.ts';
import { controlPlaneFault } from './fault.ts';
import {
  type Asked,
  type FailReason,
  isCovered,
  mayGoOn,
  type SignedIn,
  shortcomingOf,
} from './interaction.ts';
import { type Kept, keep, keptBehind, keptOf } from './kept.ts';
import { chargeAuthorization, chargingFailure } from './limits.ts';
import { namedFor } from './pairwise.ts';
import { relayed } from './relay.ts';
import { parametersOf } from './sent.ts';
import {
  type At,
  type AuthorizationWorld,
  isDenied,
  isForeign,
  passwordAcr,
  sentBody,
  whoIsHere,
} from './visitor.ts';

type Delivered =
  | Told<'auth/authorization'>
  | Told<'auth/authorization/issue'>
  | Told<'auth/authorization/fail'>;

/** GET, and POST of a form. */
export async function authorize(exchange: Exchange, world: AuthorizationWorld): Promise<Outgoing> {
  const { controlPlane, browser, limits } = world;
  const now = secondOf(world.now());
  const signedIn = whoIsHere(exchange, world, now);
  await chargeAuthorization(limits, exchange, signedIn?.subject ?? null);
  const { parameters, isReauthentication } = withoutZero(await parametersIn(exchange));
  const told = await controlPlane.tell('auth/authorization', { parameters });
  if (told.action !== 'INTERACTION' && told.action !== 'NO_INTERACTION')
    return delivered(told, exchange, world);
  const { ticket } = told.reply;
  if (ticket === undefined) throw controlPlaneFault('an interaction without a ticket');
  const asked: Asked = {
    ...told.reply,
    isReauthentication,
    knownAs: knownAs(told.reply.client ?? {}, world),
  };
  exchange.note({ clientId: asked.client?.clientIdAlias ?? String(asked.client?.clientId ?? '') });
  if (told.action === 'NO_INTERACTION') return settle({ ticket, asked, signedIn, now }, exchange, world);
  const person =
    mayGoOn(asked, signedIn, now) && signedIn !== null ? world.people.find(signedIn.subject) : null;
  await keep(ticket, { ...keptOf(asked), shown: person?.subject ?? null }, world);
  const model = {
    request: { kind: 'ticket', ticket } as const,
    client: describedClient(asked),
    stranger: strangerIn(asked),
    access: askedAccess(asked),
    person: person === null ? null : { username: person.loginId },
    // Whom a subject of the request stands for is told nobody (OpenID Connect Core §5.5.1)
    prefilled: asked.loginHint ?? '',
  };
  const page = { render: (frame: Parameters<typeof frontDoorPage>[1]) => frontDoorPage(model, frame) };
  const context = { exchange, settings: world.pages, cookies: [browser.begin(ticket, now)] };
  return showPage(page, { ...context, uiLocales: asked.uiLocales ?? [] });
}

const knownAs =
  (client: ServiceClient, world: AuthorizationWorld): Asked['knownAs'] =>
  (subject) =>
    namedFor(client, subject, world);

type Pending = {
  readonly ticket: string;
  readonly asked: Asked;
  readonly signedIn: SignedIn | null;
  readonly now: Epoch;
};

/** `prompt=none`: it is answered at once, one way or the other. */
async function settle(pending: Pending, exchange: Exchange, world: AuthorizationWorld): Promise<Outgoing> {
  const { ticket, asked, signedIn, now } = pending;
  const reason = shortcomingOf(asked, signedIn, now) ?? (await consentLack(asked, signedIn, world));
  if (reason !== null || signedIn === null)
    return fail(ticket, reason ?? 'NOT_LOGGED_IN', { exchange, world });
  return issue(ticket, { signedIn, ...keptOf(asked) }, { exchange, world });
}

async function consentLack(
  asked: Asked,
  signedIn: SignedIn | null,
  world: AuthorizationWorld,
): Promise<FailReason | null> {
  if (signedIn === null || isCovered(asked, [])) return null;
  const number = asked.client?.clientId;
  if (number === undefined) return 'CONSENT_REQUIRED';
  const text = await world.controlPlane.read(`client/granted_scopes/get/${number}`, {
    subject: signedIn.subject,
  });
  const granted = grantedIn(text);
  if (isCovered(asked, granted)) return null;
  // A client that names somebody who gave it nothing is not told whether they are here (OpenID Connect Core §5.5.1)
  return asked.subject !== undefined && granted.length === 0 ? 'NOT_LOGGED_IN' : 'CONSENT_REQUIRED';
}

function grantedIn(text: string | null): readonly string[] {
  const { mergedGrantedScopes: granted } = (text === null ? {} : JSON.parse(text)) as {
    mergedGrantedScopes?: unknown;
  };
  return Array.isArray(granted) ? granted.filter((scope) => typeof scope === 'string') : [];
}

/** What the page posts; any `authorized` but `false` allows (federation-vci-authlete.md ATL-10). */
export const decide = (exchange: Exchange, world: AuthorizationWorld): Promise<Outgoing> =>
  chargingFailure(world.limits, exchange, () => takeDecision(exchange, world));

async function takeDecision(exchange: Exchange, world: AuthorizationWorld): Promise<Outgoing> {
  const { browser } = world;
  if (isForeign(exchange, world.baseUrl)) throw foreignForm();
  const form = parseForm(await sentBody(exchange));
  const cookies = header(exchange, 'cookie') ?? null;
  const now = secondOf(world.now());
  const own = browser.ticket(cookies, now);
  const ticket = form.get('ticket') ?? own;
  if (ticket === null) throw noSuchFlow();
  const at = { exchange, world };
  if (isDenied(form)) return ended(await fail(ticket, 'DENIED', at), browser);
  const password = form.get('password');
  // Who is signed in is asked on this browser's own page alone: its ticket is in the cookie, too
  if (password === undefined) {
    const signedIn = ticket === own ? whoIsHere(exchange, world, now) : null;
    const kept = await keptBehind(ticket, world);
    // Nor for anybody but whom the page named: it may have asked for a password, and another tab for another person
    if (signedIn === null || kept.shown !== signedIn.subject)
      return ended(await fail(ticket, 'NOT_AUTHENTICATED', at), browser);
    return ended(await answer(ticket, { signedIn, kept, now }, at), browser);
  }
  const loginId = form.get('loginId') ?? world.people.find(form.get('subject') ?? '')?.loginId ?? '';
  const attempted = await world.attempt(exchange, { loginId, password });
  if (attempted.kind === 'wrong')
    return wrongPassword(ended(await fail(ticket, 'NOT_AUTHENTICATED', at), browser));
  const signedIn = { subject: attempted.person.subject, authTime: now, acr: passwordAcr };
  exchange.note({ userId: signedIn.subject });
  const kept = await keptBehind(ticket, world);
  const answered = ended(await answer(ticket, { signedIn, kept, now }, at), browser);
  // Whoever is not who was asked for is not signed in by it either
  if (shortcomingOf(demandsOf(kept, world), signedIn, now) !== null) return answered;
  return { ...answered, cookies: [...answered.cookies, browser.signIn(signedIn, now)] };
}

type Deciding = { readonly signedIn: SignedIn; readonly kept: Kept; readonly now: Epoch };

/** As long as they are still who was asked for: the page may have been open for a while. */
function answer(ticket: string, { signedIn, kept, now }: Deciding, at: At): Promise<Outgoing> {
  const unfit = shortcomingOf(demandsOf(kept, at.world), signedIn, now);
  return unfit === null ? issue(ticket, { signedIn, ...kept }, at) : fail(ticket, unfit, at);
}

const demandsOf = ({ subject, acrs, maxAge, client }: Kept, world: AuthorizationWorld): Asked => ({
  ...{ subject, acrs, acrEssential: true, maxAge, isReauthentication: false },
  knownAs: knownAs(client, world),
});

const ended = (answer: Outgoing, browser: Browser): Outgoing => ({
  ...answer,
  cookies: [...answer.cookies, browser.end()],
});

/** As the vendor's own front-end answers it: 302 (federation-vci-authlete.md ATL-10). */
function wrongPassword(answer: Outgoing): Outgoing {
  const { location } = answer.headers;
  return location === undefined ? answer : { ...answer, status: found(location).status };
}

async function fail(ticket: string, reason: FailReason, { exchange, world }: At): Promise<Outgoing> {
  return delivered(
    await world.controlPlane.tell('auth/authorization/fail', { ticket, reason }),
    exchange,
    world,
  );
}

async function issue(
  ticket: string,
  { signedIn, claims: names, client }: Kept & { readonly signedIn: SignedIn },
  { exchange, world }: At,
): Promise<Outgoing> {
  const { subject, authTime, acr } = signedIn;
  const person = world.people.find(subject);
  const sub = namedFor(client, subject, world);
  const claims = person === null ? undefined : JSON.stringify(pick(person.claims, names));
  const message = { ticket, subject, sub, authTime, acr, claims };
  return delivered(await world.controlPlane.tell('auth/authorization/issue', message), exchange, world);
}

/** The answer for the client, by way of the browser; before a redirect URI is trusted, for whoever is looking. */
function delivered(
  { relay, content }: Delivered,
  exchange: Exchange,
  { pages }: AuthorizationWorld,
): Outgoing {
  if (content === null) throw controlPlaneFault('there is nothing to deliver');
  switch (relay.as) {
    case 'redirect':
      return seeOther(content);
    case 'html':
      return selfSubmitting(content);
    case 'json':
      if (acceptsHtml(exchange)) return refuse(exchange, requestRefused(content), pages);
      return sendReply(relayed({ relay, content, reply: {} }));
    default:
      throw controlPlaneFault(`what is told as ${relay.as} is not for browsers`);
  }
}

async function parametersIn(exchange: Exchange): Promise<string> {
  if (exchange.method !== 'POST') return exchange.query;
  return parametersOf(await sentBody(exchange));
}

/** The API takes `max_age=0` for none: it is asked for a sign-in instead (federation-vci-authlete.md ATL-12). */
function withoutZero(parameters: string): {
  readonly parameters: string;
  readonly isReauthentication: boolean;
} {
  const read = new URLSearchParams(parameters);
  if (!/^0+$/.test(read.get('max_age') ?? '')) return { parameters, isReauthentication: false };
  const prompts = (read.get('prompt') ?? '').split(' ').filter((prompt) => prompt !== '');
  if (!prompts.includes('none') && !prompts.includes('login'))
    read.set('prompt', [...prompts, 'login'].join(' '));
  return { parameters: read.toString(), isReauthentication: true };
}
