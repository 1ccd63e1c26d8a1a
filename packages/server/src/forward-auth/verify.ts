/**
 * forward-auth/ owns `/verify`: how a proxy asks, and what a browser is told that may not pass. Who may pass is
 * the engine's to decide.
 */

import type { Account, OriginalRequest, Verification } from '@grantor/engine';
import { errorReply, OAuthError, secondOf } from '@grantor/protocol';
import { corsHeaders } from '../http/cors.ts';
import { acceptsHtml, type Exchange, header, headerValues } from '../http/exchange.ts';
import { type Outgoing, withHeaders } from '../http/message.ts';
import { type PageSettings, showError } from '../http/page.ts';
import { found, sendReply } from '../http/send.ts';
import { forbidden, refusedForm, unauthenticated } from '../http/status.ts';
import type { Site } from '../site/site.ts';
import { type Demand, readDemand } from './demand.ts';
import { isAskedByNginx, readOriginalRequest } from './original-request.ts';
import { signInAddress } from './sign-in.ts';

export async function verify(exchange: Exchange, site: Site): Promise<Outgoing> {
  let original: OriginalRequest | null;
  try {
    original = readOriginalRequest(exchange);
  } catch (failure) {
    if (!(failure instanceof OAuthError)) throw failure;
    exchange.note({ error: failure.code });
    return forProxy(exchange, sendReply(errorReply(failure)));
  }
  const demand = readDemand(exchange.query, original?.url ?? null);
  const request = {
    authorization: header(exchange, 'authorization'),
    dpop: headerValues(exchange, 'dpop'),
    certificate: exchange.certificate(),
    original,
    demand,
    asker: exchange.peer,
    source: exchange.source,
  };
  const verification = await site.engine.verify(request, () => findVisitor(exchange, site));
  exchange.note(verification.reply.note);
  return verification.kind === 'allowed'
    ? sendReply(verification.reply)
    : refuse(verification, { exchange, site, original, demand });
}

/** nginx would make a fault of its own of a client's mistake. */
const forProxy = (exchange: Exchange, answer: Outgoing): Outgoing =>
  answer.status === refusedForm && isAskedByNginx(exchange) ? { ...answer, status: unauthenticated } : answer;

async function findVisitor(exchange: Exchange, site: Site): Promise<Account | null> {
  const { forward } = site.cookies.read(header(exchange, 'cookie') ?? null);
  if (site.browserSignIn === null || forward === null) return null;
  const { userAgent, address } = exchange.source;
  return site.browserSignIn.sessions.find(forward, { userAgent, address }, secondOf(site.now()));
}

type Asked = {
  readonly exchange: Exchange;
  readonly site: Site;
  readonly original: OriginalRequest | null;
  readonly demand: Demand;
};

function refuse({ kind, reply }: Verification, asked: Asked): Outgoing {
  const { exchange, site } = asked;
  const readable = corsHeaders(exchange, 'client', site.cors);
  const signIn = kind === 'anonymous' ? signInFor(asked) : null;
  if (signIn !== null && !isAskedByNginx(exchange)) return found(signIn);
  const answer = forProxy(exchange, sendReply(reply));
  if (signIn === null && readsPages(asked) && reply.note.detail === undefined) {
    exchange.note({
      detail: kind === 'anonymous' ? 'no browser can sign in to this host' : 'not for this person',
    });
  }
  return withHeaders(readsPages(asked) ? asPage(answer, asked) : answer, {
    ...readable,
    ...(signIn === null ? {} : { 'x-auth-redirect': signIn }),
  });
}

/** Where the browser of this request signs in; null: it cannot, or it is none. */
function signInFor({ site, original, demand, exchange }: Asked): string | null {
  const isBrowser = demand.mode === null ? looksLikeBrowser(exchange) : demand.mode === 'browser';
  if (!isBrowser || site.browserSignIn === null || original === null) return null;
  return signInAddress(original.url, site.browserSignIn);
}

const looksLikeBrowser = (exchange: Exchange): boolean =>
  acceptsHtml(exchange) && header(exchange, 'accept')?.includes('application/json') !== true;

const readsPages = ({ demand, exchange }: Asked): boolean =>
  demand.mode === 'browser' || (demand.mode === null && looksLikeBrowser(exchange));

/** The same refusal for a person to read: status and challenge stay. */
function asPage(answer: Outgoing, { exchange, site }: Asked): Outgoing {
  const { status, headers } = answer;
  if (status !== unauthenticated && status !== forbidden) return answer;
  const reason = { kind: status === forbidden ? 'forbidden' : 'sign_in_unavailable' } as const;
  const page = showError({ reason, status }, { exchange, settings: atGuardedHost(site.pages) });
  const challenge = headers['www-authenticate'];
  return challenge === undefined ? page : withHeaders(page, { 'www-authenticate': challenge });
}

/** Shown under an address of another host, where none of our files are: the page brings them with it. */
const atGuardedHost = ({ assets, ...settings }: PageSettings): PageSettings => ({
  ...settings,
  assets: { ...assets, urls: assets.inline },
});
