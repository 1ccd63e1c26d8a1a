/** Who is looking at a page: the browser's own cookie, its session, and the token its forms carry. */

import { randomBytes } from 'node:crypto';
import type { BrowserSession, Visitor } from '@grantor/engine';
import { type Hash, type Params, parseForm, Secret, secondOf, sha256 } from '@grantor/protocol';
import { browserHash, type PresentedCookies } from '../accounts/cookies.ts';
import { csrfToken, isCsrfToken, sameOrigin } from '../accounts/csrf.ts';
import { endSession, type NoSession, readSession } from '../accounts/sessions.ts';
import { isPostUnderAnotherName } from '../http/another-name.ts';
import { type Exchange, header } from '../http/exchange.ts';
import type { PageContext, PageSettings } from '../http/page.ts';
import { type FormFault, FormRefused } from '../http/refuse.ts';
import type { Site } from './site.ts';

export type Caller = {
  readonly visitor: Visitor & { readonly session: BrowserSession | null };
  readonly lifetime: 'browser' | 'remembered';
  readonly presented: PresentedCookies;
  /** Why the session that was presented counts no more. */
  readonly lost: NoSession;
  /** To be set with the answer: the browser's own cookie when it has none, the end of a dead session. */
  readonly cookies: readonly string[];
  readonly settings: PageSettings;
};

/** A look at a page, or a form of one: what handlers pass on. */
export type Visit = { readonly exchange: Exchange; readonly caller: Caller; readonly site: Site };

/** Reads the cookies and the session behind them; ends a session that came from another browser (protocol.md SE-3). */
export async function readCaller(exchange: Exchange, site: Site): Promise<Caller> {
  const presented = site.cookies.read(header(exchange, 'cookie') ?? null);
  const at = site.now();
  const read = await readSession(site.sessions, {
    id: presented.session,
    visit: { userAgent: exchange.source.userAgent, address: exchange.source.address },
    now: secondOf(at),
  });
  const cookies: string[] = [];
  const browser = browserHash(presented) ?? newBrowser(site, cookies);
  if (read.kind === 'live') {
    const visitor = { browser, session: read.session };
    return { visitor, lifetime: read.lifetime, presented, lost: 'none', cookies, settings: site.pages };
  }
  if (presented.session !== null) cookies.push(site.cookies.endSession());
  if (read.reason === 'fingerprint_mismatch' && read.ended !== null) {
    const { id, userId } = read.ended;
    site.audit.sessionRefused(read.ended, read.reason, exchange.source);
    await endSession(site.store, id, { userId, reason: 'security', at, source: exchange.source });
  }
  return {
    visitor: { browser, session: null },
    lifetime: 'browser',
    presented,
    lost: read.reason,
    cookies,
    settings: site.pages,
  };
}

function newBrowser(site: Site, cookies: string[]): Hash {
  const id = randomBytes(32).toString('base64url');
  cookies.push(site.cookies.browser(Secret.of(id)));
  return sha256(id);
}

/** What a page of this caller is shown with. */
export function pageContext(exchange: Exchange, caller: Caller, site: Site): PageContext {
  const { browser, session } = caller.visitor;
  return {
    exchange,
    settings: site.pages,
    cookies: caller.cookies,
    csrfToken: csrfToken(site.csrfKey, { browser, session: session?.id ?? null }),
    ...(session === null ? {} : { account: { username: session.username } }),
  };
}

/**
 * The fields of a form of our own. Throws `forbidden` unless it carries the token of this browser and
 * session and comes from our origin (security.md B-4).
 */
export async function readOwnForm(exchange: Exchange, caller: Caller, site: Site): Promise<Params> {
  const form = parseForm({
    contentType: header(exchange, 'content-type'),
    contentEncoding: header(exchange, 'content-encoding'),
    body: await exchange.body(),
  });
  checkOwnForm(exchange, form, { caller, site });
  return form;
}

export function checkOwnForm(
  exchange: Exchange,
  form: Params,
  { caller, site }: { caller: Caller; site: Site },
): void {
  const origin = {
    secFetchSite: header(exchange, 'sec-fetch-site') ?? null,
    origin: header(exchange, 'origin') ?? null,
  };
  const { browser, session } = caller.visitor;
  const token = form.get('csrf_token') ?? '';
  const binding = { browser, session: session?.id ?? null };
  if (!sameOrigin(origin, site.baseUrl) || !isCsrfToken(site.csrfKey, token, binding)) {
    const path = pathOfForm(exchange.path, form);
    throw new FormRefused(path, faultOf(exchange, path, { caller, site }));
  }
}

/** What the person can do about it: another address, other settings, or the same once more. */
function faultOf(
  exchange: Exchange,
  path: string,
  { caller, site }: { caller: Caller; site: Site },
): FormFault {
  if (isPostUnderAnotherName(exchange, site.baseUrl)) {
    return { kind: 'opened_elsewhere', address: `${site.baseUrl}${path}` };
  }
  // Every page with a form sets the browser's own cookie
  return { kind: caller.presented.browser === null ? 'cookies_blocked' : 'form_expired' };
}

/** Where the person finds the refused form again; never a path whose GET acts. */
function pathOfForm(path: string, form: Params): string {
  if (path === '/device/verify') return '/device';
  if (path.endsWith('/logout')) return '/';
  const [name, value] = ['flow', 'redirect']
    .map((field) => [field, form.get(field)] as const)
    .find(([, sent]) => sent !== undefined) ?? ['', undefined];
  return value === undefined ? path : `${path}?${name}=${encodeURIComponent(value)}`;
}
