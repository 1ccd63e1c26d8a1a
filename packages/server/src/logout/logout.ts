/** Signing out: by our own menu, and on request of a client (OpenID Connect RP-Initiated Logout). */

import type { EndSessionOutcome, EndSessionQuestion, FrontChannelRequest } from '@grantor/engine';
import { parseForm } from '@grantor/protocol';
import { shownDigest, shownOfLogout, wasShown } from '../authorize/shown.ts';
import { type Exchange, header } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type Page, showPage, showRefusal } from '../http/page.ts';
import { refuse } from '../http/refuse.ts';
import { returnByGet } from '../http/return-by-get.ts';
import { seeOther } from '../http/send.ts';
import { changedPage, staleForm } from '../http/status.ts';
import {
  type Again,
  type LogoutModel,
  logoutPage,
  type SignedOutModel,
  signedOutPage,
} from '../pages/index.ts';
import { pageContext, readCaller, readPostedForm, standingOfForm, type Visit } from '../site/caller.ts';
import type { Site } from '../site/site.ts';

/** A GET our own pages or the person made signs out; any other site's is asked about first (protocol.md LO-2). */
export async function showLogout(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const askedBy = header(exchange, 'sec-fetch-site');
  const visit = { exchange, caller, site };
  if (caller.visitor.session === null || askedBy === 'same-origin' || askedBy === 'none')
    return signOut(visit);
  return confirmation(visit, { action: '/logout', fields: {}, wayBack: { kind: 'none' } });
}

export async function postLogout(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const { standing } = await readPostedForm(visit);
  // Without a session there is nothing that a form of another one could end
  if (standing === 'stale' && caller.visitor.session !== null) {
    return confirmation(visit, { action: '/logout', fields: {}, wayBack: { kind: 'none' }, again: 'stale' });
  }
  return signOut(visit);
}

async function signOut(visit: Visit): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const request = { query: '', form: null, source: exchange.source, confirmation: 'given' } as const;
  const outcome = await site.engine.endSession(request, caller.visitor);
  if (outcome.kind === 'ended' && outcome.frames.length > 0) return farewell(visit, outcome);
  return seeOther('/login', [...caller.cookies, site.cookies.endSession()]);
}

/** RP-Initiated Logout §2 */
export async function endSessionEndpoint(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const { query, source } = exchange;
  const outcome = await site.engine.endSession(
    { query, form: null, source, confirmation: 'missing' },
    caller.visitor,
  );
  return settle({ exchange, caller, site }, outcome);
}

/** A client's POST comes back by GET, when the browser shows its cookies; our own form carries its token. */
export async function postEndSession(exchange: Exchange, site: Site): Promise<Outgoing> {
  const caller = await readCaller(exchange, site);
  const visit = { exchange, caller, site };
  const posted = {
    contentType: header(exchange, 'content-type'),
    contentEncoding: header(exchange, 'content-encoding'),
    body: await exchange.body(),
  };
  const form = parseForm(posted);
  if (!form.has('csrf_token')) return returnByGet(exchange, form, caller.cookies);
  if (standingOfForm(form, visit) === 'stale') return askAnew(visit, posted);
  const wasAsked = async (asked: EndSessionQuestion) =>
    wasShown(site.csrfKey, form.get('shown'), shownOfLogout(asked, caller.visitor.session));
  const { query, source } = exchange;
  const request = { query, form: posted, source, confirmation: wasAsked };
  return settle(visit, await site.engine.endSession(request, caller.visitor));
}

/** A form of another session of this browser ends nothing that the client's own request would not (product.md S-7). */
async function askAnew(visit: Visit, form: NonNullable<FrontChannelRequest['form']>): Promise<Outgoing> {
  const { exchange, caller, site } = visit;
  const { query, source } = exchange;
  const request = { query, form, source, confirmation: 'missing' } as const;
  const outcome = await site.engine.endSession(request, caller.visitor);
  if (outcome.kind !== 'confirm') return settle(visit, outcome);
  if (caller.visitor.session === null) {
    return farewell(visit, {
      kind: 'ended',
      wayBack: { kind: 'none' },
      frames: [],
      reach: 'all',
      session: null,
    });
  }
  return ask(visit, outcome, 'stale');
}

function settle(visit: Visit, outcome: EndSessionOutcome): Outgoing {
  const { exchange, caller } = visit;
  switch (outcome.kind) {
    case 'refuse':
      return refuse(exchange, outcome.error, caller.settings);
    case 'confirm':
      return ask(visit, outcome, outcome.occasion === 'changed' ? 'changed' : undefined);
    case 'ended':
      return farewell(visit, outcome);
  }
}

type Asked = Extract<EndSessionOutcome, { kind: 'confirm' }>;

function ask(visit: Visit, asked: Asked, again?: Again): Outgoing {
  const { client, wayBack, parameters } = asked;
  noteRefusal(visit, asked);
  const shown = shownOfLogout(asked, visit.caller.visitor.session);
  return confirmation(visit, {
    action: visit.exchange.path,
    fields: { ...Object.fromEntries(parameters), shown: shownDigest(visit.site.csrfKey, shown) },
    ...(again === undefined ? {} : { again }),
    ...(client === null ? {} : { clientName: client.name }),
    wayBack:
      wayBack.kind === 'redirect' || wayBack.kind === 'link'
        ? { kind: 'returns', uri: wayBack.uri }
        : wayBack,
  });
}

/** What the application's developer looks for when people do not come back (protocol.md LO-1). */
function noteRefusal({ exchange, site }: Visit, { client, wayBack, parameters }: Asked): void {
  if (wayBack.kind !== 'refused') return;
  const sent = Object.fromEntries(parameters)['client_id'];
  const id = client === null ? sent : client.id;
  const standing = client === null ? 'unknown' : 'known';
  const why =
    wayBack.reason === 'unregistered'
      ? 'is not registered for this client'
      : 'came without an id_token_hint of this client';
  exchange.note({
    clientId: site.outside.clientId(id === undefined ? null : { id, standing }),
    redirectUri: site.outside.uri(wayBack.uri),
    detail: `post_logout_redirect_uri ${why}`,
  });
}

function confirmation(visit: Visit, model: LogoutModel): Outgoing {
  const page: Page = { render: (frame) => logoutPage(model, frame) };
  if (model.again === undefined) return showPage(page, pageContext(visit));
  return showRefusal(model.again === 'stale' ? staleForm : changedPage, page, pageContext(visit));
}

/** Straight to the client, unless other clients of the session have frames to load first (protocol.md LO-4). */
function farewell(
  { exchange, caller, site }: Visit,
  { wayBack, frames, reach }: Extract<EndSessionOutcome, { kind: 'ended' }>,
): Outgoing {
  const cookies = [...caller.cookies, site.cookies.endSession()];
  if (wayBack.kind === 'redirect' && frames.length === 0) return seeOther(wayBack.uri, cookies);
  const context = { exchange, settings: site.pages, cookies };
  const model = { frames, reach, next: nextAfter(wayBack, reach) };
  return showPage(
    { render: (frame) => signedOutPage(model, frame), variant: { kind: 'signed_out', frames } },
    context,
  );
}

function nextAfter(wayBack: Asked['wayBack'], reach: SignedOutModel['reach']): SignedOutModel['next'] {
  if (wayBack.kind !== 'redirect' && wayBack.kind !== 'link') return { kind: 'login', path: '/login' };
  // Who was not told of is to be read first
  const follow = wayBack.kind === 'redirect' && reach === 'all' ? 'by_itself' : 'at_a_click';
  return { kind: 'client', uri: wayBack.uri, follow };
}
