/** How long a browser session lives, what it is bound to, and how it begins and ends (product.md §4). */

import type { Authentication, BrowserSession, Commit, Random, Store } from '@grantor/engine';
import { after, type Epoch, type Hash, Secret, sha256, type UserId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type { Accounts } from '../people/directory.ts';
import type { PersonShown } from '../people/person-shown.ts';
import type { Admission } from '../store/admission.ts';
import { presentState } from '../store/application-users.ts';
import type { LiveSince } from '../store/session-list.ts';
import {
  confirmSession,
  raiseSession,
  type SessionStart,
  type Spend,
  startSession,
} from '../store/session-starts.ts';
import {
  findSession,
  type PresentedRow,
  type SessionRow,
  type SessionWithUser,
  touchSession,
} from '../store/sessions.ts';
import { type FingerprintRule, fingerprint, type Visit } from './fingerprint.ts';

/** In seconds. */
export type SessionPolicy = {
  readonly maxAge: number;
  /** 0: none. */
  readonly idleTimeout: number;
  /** Unused for so long, a remembered session ends. */
  readonly rememberedMaxAge: number;
  readonly fingerprint: FingerprintRule;
  /** Whose sessions count only with a second factor (`MFA_REQUIRED`). */
  readonly factorRequired: FactorRule;
};

export type FactorRule = 'none' | 'admin' | 'all';

/** Whether the rule covers somebody of that role (product.md F-1). */
export const isFactorRequired = (rule: FactorRule, role: 'user' | 'admin'): boolean =>
  rule === 'all' || rule === role;

/** A session as a request presents it. */
export type LiveSession = BrowserSession & {
  /** When its person last showed that they are here: by signing in, or since (product.md S-8). */
  readonly confirmedAt: Epoch;
};

export type SessionPorts = {
  readonly database: Database;
  readonly random: Random;
  readonly policy: SessionPolicy;
  /** The application's user table, where it has the people. */
  readonly accounts?: Accounts | undefined;
  /** Who may come in through which provider; absent: whoever did. */
  readonly admission?: Admission | undefined;
};

export type NoSession =
  | 'none'
  | 'idle_timeout'
  | 'expired'
  | 'fingerprint_mismatch'
  | 'account_disabled'
  /** It began before a second factor was required of its person. */
  | 'factor_missing'
  /** The provider it began through lets the person in no more (product.md I-6). */
  | 'not_admitted';

export type PresentedSession =
  | {
      readonly kind: 'live';
      readonly session: LiveSession;
      readonly shown: PersonShown;
      readonly lifetime: 'browser' | 'remembered';
      /** A new password comes first: asked for before this sign-in (product.md §2 must_change_password). */
      readonly password: 'stands' | 'due';
    }
  /** `ended` is the session that was presented, for the audit log. */
  | { readonly kind: 'none'; readonly reason: NoSession; readonly ended: BrowserSession | null };

const rememberedEnd = 90 * 86_400; // product.md §4: in any case
/** Seconds between two notes that a session is used. */
export const touchEvery = 60;

/** The session a request presents, read in one statement; its use is noted at most once a minute. */
export async function readSession(
  ports: SessionPorts,
  presented: { readonly id: string | null; readonly visit: Visit; readonly now: Epoch },
): Promise<PresentedSession> {
  if (presented.id === null) return { kind: 'none', reason: 'none', ended: null };
  const found = await presentSession(ports, sha256(presented.id));
  if (found === null) return { kind: 'none', reason: 'none', ended: null };
  const reason =
    endOf(found, ports.policy, presented) ??
    ((await isAdmitted(ports, found)) ? null : ('not_admitted' as const));
  const session = liveSession(found);
  if (reason !== null) return { kind: 'none', reason, ended: session };
  if (found.lastSeenAt + touchEvery <= presented.now) {
    const unlessAfter = after(presented.now, -touchEvery);
    await touchSession(ports.database, found.id, { at: presented.now, unlessAfter });
  }
  const lifetime = found.rememberedAt === null ? 'browser' : 'remembered';
  const isDue = found.mustChangePasswordAt !== null && found.mustChangePasswordAt <= found.authTime;
  return { kind: 'live', session, shown: found.shown, lifetime, password: isDue ? 'due' : 'stands' };
}

const isAdmitted = async ({ admission }: SessionPorts, { userId, provider }: SessionRow): Promise<boolean> =>
  provider === undefined || admission === undefined || (await admission(userId, provider));

async function presentSession({ database, accounts }: SessionPorts, id: Hash): Promise<PresentedRow | null> {
  const found = await findSession(database, id);
  if (found === null || accounts === undefined) return found;
  return presentState(accounts, found.userId, found);
}

/** Why the session counts no more, or null (product.md §4, protocol.md SE-3). */
export function endOf(
  session: SessionWithUser,
  policy: SessionPolicy,
  { visit, now }: { readonly visit: Visit; readonly now: Epoch },
): NoSession | null {
  if (session.disabledAt !== null) return 'account_disabled';
  if (session.acr === '1' && isFactorRequired(policy.factorRequired, session.role)) return 'factor_missing';
  if (session.expiresAt <= now) return 'expired';
  const idleLimit = session.rememberedAt === null ? policy.idleTimeout : policy.rememberedMaxAge;
  if (idleLimit > 0 && session.lastSeenAt + idleLimit <= now) return 'idle_timeout';
  const seen = fingerprint(policy.fingerprint, visit);
  // a session begun while the rule was off is bound to nothing
  const isForeign = session.fingerprint !== null && seen !== null && session.fingerprint !== seen;
  return isForeign ? 'fingerprint_mismatch' : null;
}

/** What a session that counts at this second was used after, if nothing but time ends it. */
export const liveSince = (policy: SessionPolicy, now: Epoch): LiveSince => ({
  now,
  seen: policy.idleTimeout === 0 ? null : after(now, -policy.idleTimeout),
  seenRemembered: policy.rememberedMaxAge === 0 ? null : after(now, -policy.rememberedMaxAge),
});

export type SignInToStart = {
  readonly userId: UserId;
  readonly authentication: Authentication;
  /** What the password was checked against; null: no password was asked for. */
  readonly passwordHash: string | null;
  readonly visit: Visit;
  readonly lifetime: 'browser' | 'remembered';
  /** When it begins, where that is not the sign-in: a session that goes on under a new id. */
  readonly seenAt?: Epoch;
  /** The live session of the same person that this one takes over; the session of another is ended first. */
  readonly replaces: BrowserSession | null;
  readonly spend?: Spend | undefined;
};

export type StartedSession =
  /** `cookieMaxAge` in seconds; null: until the browser closes. */
  | {
      readonly kind: 'started';
      readonly id: Secret;
      readonly hash: Hash;
      readonly cookieMaxAge: number | null;
    }
  /** Disabled, gone, or given another password meanwhile: sign in again. */
  | { readonly kind: 'account_changed' }
  /** The session to replace has ended meanwhile: sign in again. */
  | { readonly kind: 'superseded' }
  /** What was shown beside the password had been used before. */
  | { readonly kind: 'spent' };

/** Begins a session under a new id; the id it replaces dies in the same write (protocol.md SE-2, security.md B-6). */
export async function beginSession(ports: SessionPorts, signIn: SignInToStart): Promise<StartedSession> {
  const id = ports.random.token(32);
  const { authTime } = signIn.authentication;
  const isRemembered = signIn.lifetime === 'remembered';
  const row = {
    ...signIn.authentication,
    id: sha256(id),
    userId: signIn.userId,
    sidSeed: ports.random.token(16),
    createdAt: authTime,
    lastSeenAt: signIn.seenAt ?? authTime,
    expiresAt: after(authTime, isRemembered ? rememberedEnd : ports.policy.maxAge),
    rememberedAt: isRemembered ? authTime : null,
    address: signIn.visit.address,
    userAgent: signIn.visit.userAgent?.slice(0, 256) ?? null,
    fingerprint: fingerprint(ports.policy.fingerprint, signIn.visit),
  };
  const origin = { passwordHash: signIn.passwordHash, replaces: takenOver(signIn), spend: signIn.spend };
  const kind = await startSession(ports.database, row, origin);
  if (kind !== 'started') return { kind };
  return { kind, id: Secret.of(id), hash: row.id, cookieMaxAge: cookieMaxAge(signIn.lifetime) };
}

/** The live session with a factor more, under a new id; its cookie is to be set as it was (product.md §4). */
export async function raise(
  { database, random }: SessionPorts,
  session: LiveSession,
  to: { readonly acr: string; readonly amr: readonly string[]; readonly at: Epoch; readonly spend: Spend },
): Promise<{ readonly kind: SessionStart; readonly id: Secret }> {
  const id = Secret.of(random.token(32));
  const raised = { ...to, old: session.id, id: sha256(id.reveal()), userId: session.userId };
  return { kind: await raiseSession(database, raised), id };
}

/** Notes that the person of the session is here (product.md S-8). */
export const confirm = (
  { database }: SessionPorts,
  { id, userId }: LiveSession,
  shown: { readonly at: Epoch; readonly spend: Spend },
): Promise<SessionStart> => confirmSession(database, { ...shown, id, userId });

/** In seconds: how long the cookie of a session lasts; null: until the browser closes. */
export const cookieMaxAge = (lifetime: 'browser' | 'remembered'): number | null =>
  lifetime === 'remembered' ? rememberedEnd : null;

const takenOver = ({ replaces, userId }: SignInToStart): Hash | null =>
  replaces?.userId === userId ? replaces.id : null;

export type SessionEnding = {
  readonly userId: UserId;
  /** Of the session, where it is one. */
  readonly startedAt?: Epoch;
  readonly reason: 'logout' | 'admin' | 'security' | 'password';
  readonly at: Commit['at'];
  readonly source: Commit['source'];
};

/** Ends one session with all that follows from it (protocol.md LO-3, LO-5). Idempotent. */
export async function endSession(
  store: Pick<Store, 'commit'>,
  session: Hash,
  { at, source, ...ending }: SessionEnding,
): Promise<void> {
  await store.commit({ facts: [{ kind: 'session_ended', session, ...ending }], at, source });
}

/** Ends every session of the person except `except`, in one write. Idempotent. */
export async function endOtherSessions(
  store: Pick<Store, 'commit'>,
  except: Hash | null,
  { at, source, ...ending }: SessionEnding,
): Promise<void> {
  await store.commit({ facts: [{ kind: 'sessions_ended', except, ...ending }], at, source });
}

const liveSession = (row: PresentedRow): LiveSession => ({
  id: row.id,
  userId: row.userId,
  username: row.username,
  role: row.role,
  sidSeed: row.sidSeed,
  startedAt: row.createdAt,
  authTime: row.authTime,
  acr: row.acr,
  amr: row.amr,
  reachableAcr: row.reachableAcr,
  confirmedAt: row.confirmedAt ?? row.authTime,
  ...(row.provider === undefined ? {} : { provider: row.provider }),
});
