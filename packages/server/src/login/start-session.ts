import type { Authentication } from '@grantor/engine';
import { epoch, secondOf } from '@grantor/protocol';
import { rememberDevice } from '../accounts/cookies.ts';
import { beginSession, endSession } from '../accounts/sessions.ts';
import { continuation } from '../authorize/present.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { Visit } from '../site/caller.ts';
import { newPasswordFirst } from '../site/login-location.ts';
import { safeRedirect } from '../site/redirect.ts';
import type { Spend } from '../store/session-starts.ts';
import type { User } from '../store/users.ts';
import { tellOfNewBrowser } from './new-browser.ts';

export type Destination = { readonly flow: string | undefined; readonly redirect: string | undefined };

export const targetOf = ({ flow, redirect }: Destination): string =>
  flow === undefined ? safeRedirect(redirect) : continuation(flow);

/** The same after a sign-in: whoever is asked for a new password sets it first (product.md §2 must_change_password). */
export function targetFor({ mustChangePasswordAt }: User, destination: Destination): string {
  if (mustChangePasswordAt === null) return targetOf(destination);
  const { flow, redirect } = destination;
  return newPasswordFirst(flow === undefined ? { redirect: safeRedirect(redirect) } : { flow });
}

export type SignedIn = {
  readonly user: User;
  /** What the password was checked against; null: no password was asked for. */
  readonly passwordHash: string | null;
  readonly lifetime: 'browser' | 'remembered';
  readonly authentication: Omit<Authentication, 'authTime'>;
  /** Uses up what was shown beside the password. */
  readonly spend?: Spend;
};

/** The cookies of the session that began; `spent`: what was shown had been used before, and nothing began. */
export type Started =
  | { readonly kind: 'started'; readonly cookies: readonly string[] }
  | { readonly kind: 'spent' }
  /** The account is not what it was when the sign-in began. */
  | { readonly kind: 'refused' };

/** The session after a sign-in: a new id, the old one dead (protocol.md SE-2). */
export async function startSession({ exchange, caller, site }: Visit, signedIn: SignedIn): Promise<Started> {
  const { user, passwordHash, lifetime, authentication, spend } = signedIn;
  const at = site.now();
  const { session } = caller.visitor;
  if (session !== null && session.userId !== user.id) {
    const { userId, startedAt } = session;
    const ending = { userId, startedAt, reason: 'logout', at, source: exchange.source } as const;
    await endSession(site.store, session.id, ending);
  }
  const starting = {
    ...{ userId: user.id, passwordHash, lifetime, spend },
    authentication: { authTime: secondOf(at), ...authentication },
    visit: { userAgent: exchange.source.userAgent, address: exchange.source.address },
  };
  const begun = await beginSession(site.sessions, { ...starting, replaces: session });
  // The other of two clicks was faster: this password was right as well.
  const started =
    begun.kind === 'superseded' ? await beginSession(site.sessions, { ...starting, replaces: null }) : begun;
  if (started.kind === 'spent') return { kind: 'spent' };
  if (started.kind !== 'started') return { kind: 'refused' };
  if (begun.kind === 'superseded' || session?.userId !== user.id) site.people.sessionBegan();
  const { amr: methods, provider = null } = authentication;
  const means = { username: user.username, methods, provider };
  site.people.signedIn({ userId: user.id, ...means }, exchange.source);
  await tellOfNewBrowser({ exchange, caller, site }, user);
  const owner = { userId: user.id, now: epoch(secondOf(at)) };
  const cookies = [
    ...caller.cookies.filter((cookie) => cookie !== site.cookies.endSession()),
    site.cookies.session(started.id, started.cookieMaxAge),
    site.cookies.devices(rememberDevice(site.signIn.deviceKey, caller.presented, owner)),
  ];
  return { kind: 'started', cookies };
}

/** Signed in, and on to where it leads; else to the beginning. */
export const followUp = ({ site }: Visit, started: Started, target: string): Outgoing =>
  started.kind === 'started'
    ? seeOther(target, started.cookies)
    : seeOther('/login', [site.cookies.endSession()]);
