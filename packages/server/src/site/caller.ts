/** Who is looking at a page: the browser's own cookie, its session, and the token its forms carry. */

import { randomBytes } from 'node:crypto';
import { endpoints, type Visitor } from '@grantor/engine';
import { type Hash, Params, parseForm, Secret, secondOf, sha256 } from '@grantor/protocol';
import { browserHash, type PresentedCookies } from '../accounts/cookies.ts';
import { csrfToken, type FormBinding, isCsrfToken, sameOrigin } from '../accounts/csrf.ts';
import { endSession, type LiveSession, type NoSession, readSession } from '../accounts/sessions.ts';
import { isPostUnderAnotherName } from '../http/another-name.ts';
import { type Exchange, header } from '../http/exchange.ts';
import type { PageContext, PageSettings } from '../http/page.ts';
import { type FormFault, FormRefused } from '../http/refuse.ts';
import type { SignedInAccount } from '../pages/index.ts';
import type { PersonShown } from '../people/person-shown.ts';
import type { OutsideText } from '../telemetry/outside-text.ts';
import type { Site } from './site.ts';

export type Caller = {
  readonly visitor: Visitor & { readonly session: LiveSession | null };
  /** How who is signed in is shown; null: nobody is. */
  readonly person: PersonShown | null;
  readonly lifetime: 'browser' | 'remembered';
  readonly presented: PresentedCookies;
  /** Why the session that was presented counts no more. */
  readonly lost: NoSession | 'password_due';
  /** To be set with the answer: the browser's own cookie when it has none, the end of a dead session. */
  readonly cookies: readonly string[];
  readonly settings: PageSettings;
  /** What was sent, as the log may hold it. */
  readonly outside: OutsideText;
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
  const browser = browserHash(presented) ?? newBrowser(exchange, site, cookies);
  const poster = presented.poster === null ? {} : { poster: sha256(presented.poster) };
  const fromSite = { presented, cookies, settings: site.pages, outside: site.outside };
  if (read.kind === 'live' && read.password === 'due' && !openBeforeNewPassword.includes(exchange.path)) {
    const visitor = { browser, ...poster, session: null };
    return { visitor, person: null, lifetime: read.lifetime, lost: 'password_due', ...fromSite };
  }
  if (read.kind === 'live') {
    const { session } = read;
    const { browserStates } = site;
    const state = browserStates === null ? {} : { browserState: browserStates.of(session.id) };
    const visitor = { browser, ...poster, session, ...state };
    return { visitor, person: read.shown, lifetime: read.lifetime, lost: 'none', ...fromSite };
  }
  if (presented.session !== null) cookies.push(site.cookies.endSession());
  if (read.ended !== null && (read.reason === 'expired' || read.reason === 'idle_timeout'))
    site.people.sessionLost(read.ended, read.reason);
  if (read.reason === 'fingerprint_mismatch' && read.ended !== null) {
    const { id, userId, startedAt } = read.ended;
    site.people.sessionRefused(read.ended, read.reason, exchange.source);
    const ending = { userId, startedAt, reason: 'security', at, source: exchange.source } as const;
    await endSession(site.store, id, ending);
  }
  return {
    visitor: { browser, ...poster, session: null },
    person: null,
    lifetime: 'browser',
    lost: read.reason,
    ...fromSite,
  };
}

/** Until the new password that somebody was asked for is there, they are signed in for these alone (product.md §2). */
const openBeforeNewPassword: readonly string[] = [
  '/account/password',
  '/login/confirm',
  '/logout',
  endpoints.endSession.path,
];

/** Another site's post shows no cookies though the browser may have some: it must not replace them. */
function newBrowser(exchange: Exchange, site: Site, cookies: string[]): Hash {
  const id = Secret.of(randomBytes(32).toString('base64url'));
  if (exchange.method !== 'POST' || isOwnPost(exchange, site)) cookies.push(site.cookies.browser(id));
  return sha256(id.reveal());
}

const isOwnPost = (exchange: Exchange, { baseUrl }: Site): boolean =>
  sameOrigin(
    {
      secFetchSite: header(exchange, 'sec-fetch-site') ?? null,
      origin: header(exchange, 'origin') ?? null,
    },
    baseUrl,
  );

/**
 * What a form is bound to: the session of its page, or the browser alone, where it begins a session and may be
 * sent a second time once the first has begun one (security.md B-4, protocol.md IN-6).
 */
export type BoundTo = 'session' | 'browser';

const bindingOf = ({ visitor: { browser, session } }: Caller, boundTo: BoundTo): FormBinding => ({
  browser,
  session: boundTo === 'session' ? (session?.id ?? null) : null,
});

/** What a page of this caller is shown with. */
export function pageContext(
  { exchange, caller, site }: Visit,
  boundTo: BoundTo = 'session',
): PageContext & { readonly csrfToken: string } {
  const { session } = caller.visitor;
  return {
    exchange,
    settings: site.pages,
    cookies: caller.cookies,
    csrfToken: csrfToken(site.csrfKey, bindingOf(caller, boundTo)),
    ...(session === null ? {} : { account: accountOf(session, caller.person) }),
    ...(caller.person === null ? {} : { person: caller.person }),
  };
}

const accountOf = (session: LiveSession, person: PersonShown | null): SignedInAccount => ({
  username: session.username,
  role: session.role,
  ...(person?.name == null ? {} : { name: person.name }),
  ...(person?.email == null ? {} : { email: person.email }),
});

/**
 * The fields of a form, and whether it may be acted on: `stale` comes from our own pages as far as its headers
 * tell, but from those of another session, and is to be shown again (product.md S-7, security.md B-4).
 */
export type PostedForm = { readonly form: Params; readonly standing: 'current' | 'stale' };

/** Fields of `lines` may have several. Throws `forbidden` for a form of another site, and where no cookie came with it: that form would never do. */
export async function readPostedForm(
  visit: Visit,
  boundTo: BoundTo = 'session',
  lines?: ReadonlySet<string>,
): Promise<PostedForm> {
  const { exchange } = visit;
  const request = {
    contentType: header(exchange, 'content-type'),
    contentEncoding: header(exchange, 'content-encoding'),
    body: await exchange.body(),
  };
  const form = parseForm(request, lines);
  return { form, standing: standingOfForm(form, visit, boundTo) };
}

/** Throws `forbidden` for a form that another site sends. */
export function refuseForeign(visit: Visit): void {
  const { exchange, site } = visit;
  const says = header(exchange, 'origin') ?? header(exchange, 'sec-fetch-site');
  if (says !== undefined && !isOwnPost(exchange, site)) throw refusalOf(Params.of([]), visit);
}

/** The same of fields that are read already. */
export function standingOfForm(
  form: Params,
  visit: Visit,
  boundTo: BoundTo = 'session',
): PostedForm['standing'] {
  const { exchange, caller, site } = visit;
  if (!isOwnPost(exchange, site) || caller.presented.browser === null) throw refusalOf(form, visit);
  const token = form.get('csrf_token') ?? '';
  return isCsrfToken(site.csrfKey, token, bindingOf(caller, boundTo)) ? 'current' : 'stale';
}

function refusalOf(form: Params, visit: Visit): FormRefused {
  const path = pathOfForm(visit.exchange.path, form);
  return new FormRefused(path, faultOf(path, visit));
}

/** What the person can do about it: another address, other settings, or the same once more. */
function faultOf(path: string, { exchange, caller, site }: Visit): FormFault {
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
