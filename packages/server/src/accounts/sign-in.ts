/**
 * accounts/ owns who people are here: passwords, sign-in, browser sessions, cookies and form tokens.
 * It never renders a page, writes an answer or decides what a client gets.
 */

import type { Source } from '@grantor/engine';
import { type Epoch, type Secret, userId } from '@grantor/protocol';
import type { Database } from '../database/database.ts';
import type { Accounts } from '../people/directory.ts';
import { type ExternalPasswords, type ExternalPerson, externalSource } from '../people/external-person.ts';
import { firstAdministrator } from '../people/first-administrator.ts';
import { foldName, isUsername } from '../people/names.ts';
import { admit } from '../store/application-users.ts';
import { findUser, findUserForSignIn, replacePasswordHash, type User } from '../store/users.ts';
import { knownDevice, type PresentedCookies } from './cookies.ts';
import type { Passwords } from './passwords.ts';

/** Failures per account (product.md S-4). An attempt counts as a failure until it is told otherwise. */
export type AccountLimits = {
  /** `account`: the user's id, or the folded name when nobody has it. */
  account(account: string, knownDevice: string | null): AccountAttempt | Promise<AccountAttempt>;
};

export type AccountAttempt =
  | { readonly allowed: true; readonly lastAllowed: boolean; succeeded(): void; withdrawn(): void }
  | { readonly allowed: false; readonly retryAfter: number };

export type SignInAttempt = {
  /** The user name or the e-mail address. */
  readonly name: string;
  readonly password: Secret;
  readonly cookies: PresentedCookies;
  readonly now: Epoch;
  readonly source: Source;
};

/** Who said whether a password is right. */
export type PasswordChecker = 'local' | 'application' | typeof externalSource;

type Checked = { readonly checkedBy: PasswordChecker };

/**
 * What the page says in its place while the system that checks other people's passwords is away: it says so of every
 * name but those that nobody there is asked about, and those must not be told by that (security.md L-6).
 */
type SeenAs = 'unavailable' | 'busy';

/**
 * `passwordHash` is what the password was checked against, or what took its place at a higher cost. `user` of a failure is for
 * the audit log only; pages show all failures alike (product.md S-3).
 */
export type SignInOutcome =
  | ({ readonly kind: 'signed_in'; readonly user: User; readonly passwordHash: string | null } & Checked)
  | ({
      readonly kind: 'failed';
      readonly user: User | null;
      readonly lock: 'none' | 'starts_now';
      readonly seenAs?: SeenAs;
    } & Checked)
  | ({ readonly kind: 'disabled'; readonly user: User } & Checked)
  | {
      readonly kind: 'throttled';
      readonly user: User | null;
      readonly retryAfter: number;
      readonly seenAs?: SeenAs;
    }
  /** The system that would have checked it says neither yes nor no (product.md H-2). */
  | { readonly kind: 'unavailable'; readonly user: User | null; readonly cause: string }
  | { readonly kind: 'busy'; readonly retryAfter: number };

/** Another system that checks passwords, and whom its word makes somebody here (product.md §7). */
export type ExternalSignIn = ExternalPasswords & {
  enter(person: ExternalPerson, username: string, source: Source): Promise<User>;
};

export type SignInPorts = {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly limits: AccountLimits;
  /** Signs the known-device cookie. */
  readonly deviceKey: Uint8Array;
  /** The application's user table, where it has the people. */
  readonly accounts?: Accounts | undefined;
  /** `AUTH_MODE=http_api`; absent: every password is here. */
  readonly external?: ExternalSignIn | undefined;
};

/**
 * Checks a name and password. Unknown name, wrong password and no password cost the same reads and one
 * derivation (security.md L-6); "disabled" is said only after the right password.
 */
export async function signIn(ports: SignInPorts, attempt: SignInAttempt): Promise<SignInOutcome> {
  if (ports.accounts !== undefined) return signInToApplication(ports, ports.accounts, attempt);
  const { database, passwords, limits, deviceKey } = ports;
  const found = await findUserForSignIn(database.kysely, attempt.name);
  // charged only when the password will be checked
  if (passwords.isFull()) return { kind: 'busy', retryAfter: 2 };

  const user = found?.user ?? null;
  const owner = { userId: user?.id ?? userId(''), now: attempt.now };
  const device = knownDevice(deviceKey, attempt.cookies, owner);
  const charge = await limits.account(user?.id ?? foldName(attempt.name), device);
  const { external } = ports;
  const started = performance.now();
  if (!charge.allowed) {
    const seen = external?.isAway() ? await seenLike(external, started, attempt.source) : {};
    return { kind: 'throttled', user, retryAfter: charge.retryAfter, ...seen };
  }
  // others came while it was counted; no await from here up to `verify`, so the place stays free
  if (passwords.isFull()) {
    charge.withdrawn();
    return { kind: 'busy', retryAfter: 2 };
  }

  const username = external === undefined ? null : externalName(user, attempt.name);
  if (external !== undefined && username !== null)
    return signInOutside({ passwords, external }, { attempt, user, username, charge });

  const stored = found?.passwordHash ?? null;
  const verdict = await passwords.verify(attempt.password.reveal(), stored);
  if (user === null || verdict === 'wrong') {
    const seen = external === undefined ? {} : await seenLike(external, started, attempt.source);
    return { kind: 'failed', user, lock: lockAfter(charge), checkedBy, ...seen };
  }
  charge.succeeded();
  if (user.disabledAt !== null) return { kind: 'disabled', user, checkedBy };
  const passwordHash =
    verdict === 'right_but_outdated' ? await renewHash(ports, { user, stored, attempt }) : stored;
  return { kind: 'signed_in', user, passwordHash, checkedBy };
}

const checkedBy = 'local';

/** As the other system would be seen to answer, which is asked nothing. */
async function seenLike(
  external: ExternalSignIn,
  started: number,
  { address }: Source,
): Promise<{ readonly seenAs?: SeenAs }> {
  const answer = await external.likeRejection(started, address);
  return answer === 'rejected' ? {} : { seenAs: answer };
}

type Allowed = Extract<AccountAttempt, { allowed: true }>;

const lockAfter = ({ lastAllowed }: Allowed): 'none' | 'starts_now' => (lastAllowed ? 'starts_now' : 'none');

/**
 * What the other system is asked about; null: nothing. Passwords of people from here are never sent there, and the name
 * of the first administrator is from here even where nobody has it (product.md U-7, H-1).
 */
function externalName(user: User | null, typed: string): string | null {
  if (user !== null) return user.authSource === externalSource ? user.username : null;
  const name = foldName(typed);
  return isUsername(name) && name !== firstAdministrator(null).username ? name : null;
}

type Outside = {
  readonly attempt: SignInAttempt;
  readonly user: User | null;
  readonly username: string;
  readonly charge: Allowed;
};

/** Costs a derivation, too, so that a name from here and one from there take as long (security.md L-6). */
async function signInOutside(
  { passwords, external }: Pick<SignInPorts, 'passwords'> & { readonly external: ExternalSignIn },
  { attempt, user, username, charge }: Outside,
): Promise<SignInOutcome> {
  const { password, source } = attempt;
  const [verdict] = await Promise.all([
    external.verify({ username, password }, source.address ?? ''),
    passwords.verify(password.reveal(), null),
  ]);
  switch (verdict.kind) {
    case 'busy':
      charge.withdrawn();
      return { kind: 'busy', retryAfter: 2 };
    case 'unavailable':
      charge.withdrawn();
      return { kind: 'unavailable', user, cause: verdict.cause };
    case 'rejected':
      return { kind: 'failed', user, lock: lockAfter(charge), checkedBy: externalSource };
    case 'accepted': {
      charge.succeeded();
      const entered = await external.enter(verdict.person, username, source);
      return entered.disabledAt === null
        ? { kind: 'signed_in', user: entered, passwordHash: null, checkedBy: externalSource }
        : { kind: 'disabled', user: entered, checkedBy: externalSource };
    }
  }
}

/** The application checks the password; failures per name are limited here, whoever has it (product.md S-4). */
async function signInToApplication(
  { database, limits, deviceKey }: SignInPorts,
  accounts: Accounts,
  { name, password, cookies, now }: SignInAttempt,
): Promise<SignInOutcome> {
  const owner = { userId: userId(''), now };
  const charge = await limits.account(foldName(name), knownDevice(deviceKey, cookies, owner));
  if (!charge.allowed) return { kind: 'throttled', user: null, retryAfter: charge.retryAfter };
  const found = await accounts.verify(name, password.reveal());
  const checkedBy = 'application';
  if (found === null) return { kind: 'failed', user: null, lock: lockAfter(charge), checkedBy };
  charge.succeeded();
  const user = await admit(database.kysely, found, now);
  return user.disabledAt === null
    ? { kind: 'signed_in', user, passwordHash: null, checkedBy }
    : { kind: 'disabled', user, checkedBy };
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
