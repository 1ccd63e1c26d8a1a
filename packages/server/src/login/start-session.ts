import { epoch, secondOf } from '@grantor/protocol';
import { rememberDevice } from '../accounts/cookies.ts';
import { beginSession, endSession } from '../accounts/sessions.ts';
import { continuation } from '../authorize/present.ts';
import type { Outgoing } from '../http/message.ts';
import { seeOther } from '../http/send.ts';
import type { Visit } from '../site/caller.ts';
import { newPasswordFirst } from '../site/login-location.ts';
import type { User } from '../store/users.ts';
import { safeRedirect } from './redirect.ts';

type SignedIn = {
  readonly user: User;
  /** What the password was checked against. */
  readonly passwordHash: string | null;
  readonly lifetime: 'browser' | 'remembered';
  readonly destination: { readonly flow: string | undefined; readonly redirect: string | undefined };
};

function targetOf({ user, destination: { flow, redirect } }: SignedIn): string {
  if (user.mustChangePasswordAt !== null)
    return newPasswordFirst(flow === undefined ? { redirect: safeRedirect(redirect) } : { flow });
  return flow === undefined ? safeRedirect(redirect) : continuation(flow);
}

/** The session after a password sign-in: a new id, the old one dead (protocol.md SE-2), and on to where it leads. */
export async function startSession({ exchange, caller, site }: Visit, signedIn: SignedIn): Promise<Outgoing> {
  const { user, passwordHash, lifetime } = signedIn;
  const at = site.now();
  const { session } = caller.visitor;
  if (session !== null && session.userId !== user.id) {
    const { userId, startedAt } = session;
    const ending = { userId, startedAt, reason: 'logout', at, source: exchange.source } as const;
    await endSession(site.store, session.id, ending);
  }
  const starting = {
    ...{ userId: user.id, passwordHash },
    authentication: { authTime: secondOf(at), acr: '1', amr: ['pwd'] }, // RFC 8176 §2
    visit: { userAgent: exchange.source.userAgent, address: exchange.source.address },
    lifetime,
  } as const;
  const begun = await beginSession(site.sessions, { ...starting, replaces: session });
  // The other of two clicks was faster: this password was right as well.
  const started =
    begun.kind === 'superseded' ? await beginSession(site.sessions, { ...starting, replaces: null }) : begun;
  const target = targetOf(signedIn);
  if (started.kind !== 'started') return seeOther('/login', [site.cookies.endSession()]);
  if (begun.kind === 'superseded' || session?.userId !== user.id) site.people.sessionBegan();
  site.people.signedIn({ userId: user.id, username: user.username }, exchange.source);
  const owner = { userId: user.id, now: epoch(secondOf(at)) };
  return seeOther(target, [
    ...caller.cookies.filter((cookie) => cookie !== site.cookies.endSession()),
    site.cookies.session(started.id, started.cookieMaxAge),
    site.cookies.devices(rememberDevice(site.signIn.deviceKey, caller.presented, owner)),
  ]);
}
