/**
 * accounts/ owns who people are here: passwords, sign-in, browser sessions, cookies and form tokens.
 * It never renders a page, writes an answer or decides what a client gets.
 */

import { type Epoch, type Secret, userId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type { Accounts } from '../people/directory.ts';
import { foldName } from '../people/names.ts';
import { admit } from '../store/application-users.ts';
import { findUser, findUserForSignIn, replacePasswordHash, type User } from '../store/users.ts';
import { knownDevice, type PresentedCookies } from './cookies.ts';
import type { Passwords } from './passwords.ts';

/** Failures per account (product.md S-4). An attempt counts as a failure until it is told otherwise. */
export type AccountLimits = {
  /** `account`: the user's id, or the folded name when nobody has it. */
  account(account: string, knownDevice: string | null): AccountAttempt;
};

export type AccountAttempt =
  | { readonly allowed: true; readonly lastAllowed: boolean; succeeded(): void }
  | { readonly allowed: false; readonly retryAfter: number };

export type SignInAttempt = {
  /** The user name or the e-mail address. */
  readonly name: string;
  readonly password: Secret;
  readonly cookies: PresentedCookies;
  readonly now: Epoch;
};

/**
 * `passwordHash` is what the password was checked against, or what took its place at a higher cost. `user` of a failure is for
 * the audit log only; pages show all failures alike (product.md S-3).
 */
export type SignInOutcome =
  | { readonly kind: 'signed_in'; readonly user: User; readonly passwordHash: string | null }
  | { readonly kind: 'failed'; readonly user: User | null; readonly lock: 'none' | 'starts_now' }
  | { readonly kind: 'disabled'; readonly user: User }
  | { readonly kind: 'throttled'; readonly user: User | null; readonly retryAfter: number }
  | { readonly kind: 'busy'; readonly retryAfter: number };

export type SignInPorts = {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly limits: AccountLimits;
  /** Signs the known-device cookie. */
  readonly deviceKey: Uint8Array;
  /** The application's user table, where it has the people. */
  readonly accounts?: Accounts | undefined;
};

/**
 * Checks a name and password. Unknown name, wrong password and no password cost the same reads and one
 * derivation (security.md L-6); "disabled" is said only after the right password.
 */
export async function signIn(ports: SignInPorts, attempt: SignInAttempt): Promise<SignInOutcome> {
  if (ports.accounts !== undefined) return signInToApplication(ports, ports.accounts, attempt);
  const { database, passwords, limits, deviceKey } = ports;
  const found = await findUserForSignIn(database.kysely, attempt.name);
  // charged only when the password will be checked; no await up to `verify`, so the place stays free
  if (passwords.isFull()) return { kind: 'busy', retryAfter: 2 };

  const user = found?.user ?? null;
  const owner = { userId: user?.id ?? userId(''), now: attempt.now };
  const device = knownDevice(deviceKey, attempt.cookies, owner);
  const charge = limits.account(user?.id ?? foldName(attempt.name), device);
  if (!charge.allowed) return { kind: 'throttled', user, retryAfter: charge.retryAfter };

  const stored = found?.passwordHash ?? null;
  const verdict = await passwords.verify(attempt.password.reveal(), stored);
  if (user === null || verdict === 'wrong') {
    return { kind: 'failed', user, lock: charge.lastAllowed ? 'starts_now' : 'none' };
  }
  charge.succeeded();
  if (user.disabledAt !== null) return { kind: 'disabled', user };
  const passwordHash =
    verdict === 'right_but_outdated' ? await renewHash(ports, { user, stored, attempt }) : stored;
  return { kind: 'signed_in', user, passwordHash };
}

/** The application checks the password; failures per name are limited here, whoever has it (product.md S-4). */
async function signInToApplication(
  { database, limits, deviceKey }: SignInPorts,
  accounts: Accounts,
  { name, password, cookies, now }: SignInAttempt,
): Promise<SignInOutcome> {
  const charge = limits.account(foldName(name), knownDevice(deviceKey, cookies, { userId: userId(''), now }));
  if (!charge.allowed) return { kind: 'throttled', user: null, retryAfter: charge.retryAfter };
  const found = await accounts.verify(name, password.reveal());
  if (found === null) return { kind: 'failed', user: null, lock: charge.lastAllowed ? 'starts_now' : 'none' };
  charge.succeeded();
  const user = await admit(database.kysely, found, now);
  return user.disabledAt === null
    ? { kind: 'signed_in', user, passwordHash: null }
    : { kind: 'disabled', user };
}

type Renewal = { readonly user: User; readonly stored: string | null; readonly attempt: SignInAttempt };

/**
 * Hashes with the current cost while the password is at hand (product.md S-2); when busy, the next time. Answers
 * the hash that stands for this password now: another sign-in may have renewed it meanwhile.
 */
async function renewHash(
  { database, passwords }: SignInPorts,
  { user, stored, attempt }: Renewal,
): Promise<string | null> {
  if (passwords.isFull()) return stored;
  const password = attempt.password.reveal();
  const to = await passwords.hash(password);
  const change = { userId: user.id, from: stored, to, at: attempt.now };
  if (await replacePasswordHash(database.kysely, change)) return to;
  const standing = (await findUser(database.kysely, user.id))?.passwordHash ?? null;
  return (await passwords.verify(password, standing)) === 'wrong' ? stored : standing;
}
