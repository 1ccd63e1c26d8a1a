/** Passwords that are reset, chosen by a link, or changed by their owner (product.md U-5, S-1, S-8). */

import { type Hash, type Secret, secondOf, sha256, type UserId } from '@grantor/protocol';
import { randomPassword } from '../accounts/random-values.ts';
import { type PasswordProblem, passwordProblem } from '../people/password-rules.ts';
import {
  dropPasswordLink,
  findPasswordLink,
  spendPasswordLink,
  storePasswordLink,
} from '../store/password-links.ts';
import { type PersonRefusal, resetPersonsPassword } from '../store/person-changes.ts';
import { choosePassword, findUser, type User } from '../store/users.ts';
import { endTokens } from '../store/writers/account.ts';
import { endEverySession, endSessionsBut } from '../store/writers/session.ts';
import { type Actor, type ChangePorts, change } from './change.ts';
import { newPasswordLink } from './password-link.ts';
import type { PasswordPorts } from './password-ports.ts';
import { byOf, type ToldOnce } from './people.ts';

type Ports = ChangePorts & PasswordPorts;

export type Reset = {
  readonly id: UserId;
  readonly to: 'random' | 'link';
  readonly mustChangePassword: boolean;
};

export type ResetOutcome =
  | { readonly kind: 'reset'; readonly told: ToldOnce }
  | { readonly kind: 'refused'; readonly why: PersonRefusal | 'external' }
  | { readonly kind: 'busy' };

/** Signed out everywhere at once, whoever comes with the new one (product.md U-5). */
export async function resetPassword(ports: Ports, actor: Actor, reset: Reset): Promise<ResetOutcome> {
  if (reset.to === 'random' && ports.passwords.isFull()) return { kind: 'busy' };
  const plain = reset.to === 'random' ? randomPassword(ports.random) : null;
  const to = plain === null ? null : await ports.passwords.hash(plain);
  const at = ports.now();
  const { token, link } = newPasswordLink(ports, reset.id);
  return change(ports, actor, async (tx, tell) => {
    const outcome = await resetPersonsPassword(
      { tx, dialect: ports.database.dialect },
      {
        ...{ id: reset.id, by: byOf(actor), at, to },
        mustChangePasswordAt: reset.mustChangePassword && to !== null ? secondOf(at) : null,
      },
    );
    if (outcome !== 'reset') return { kind: 'refused', why: outcome } as const;
    if (plain === null) await storePasswordLink(tx, link);
    const name = (await findUser(tx, reset.id))?.user.username ?? null;
    const details = { method: reset.to === 'random' ? 'password' : 'link' };
    await tell({ type: 'USER_PASSWORD_RESET', resource: { id: reset.id, name }, details, error: null });
    const told: ToldOnce =
      plain === null
        ? { kind: 'link', token, expiresAt: link.expiresAt }
        : { kind: 'password', password: plain };
    return { kind: 'reset', told } as const;
  });
}

/** Whose password the link sets; null: it is unknown, used or expired, which nobody is told apart. */
export async function personOfLink(ports: ChangePorts, token: string): Promise<User | null> {
  const { kysely } = ports.database;
  const id = await findPasswordLink(kysely, sha256(token), secondOf(ports.now()));
  return id === null ? null : ((await findUser(kysely, id))?.user ?? null);
}

export type LinkOutcome =
  | { readonly kind: 'set'; readonly user: User; readonly passwordHash: string }
  | { readonly kind: 'weak_password'; readonly user: User; readonly problem: PasswordProblem }
  | { readonly kind: 'unusable' }
  | { readonly kind: 'busy' };

/** Uses the link up and sets the password; of several at once, one does. */
export async function setPasswordByLink(
  ports: Ports,
  source: Actor['source'],
  { token, password }: { readonly token: string; readonly password: Secret },
): Promise<LinkOutcome> {
  const user = await personOfLink(ports, token);
  if (user === null) return { kind: 'unusable' };
  const plain = password.reveal();
  const problem = passwordProblem(plain, { ...user, ...ports.passwordRules });
  if (problem !== null) return { kind: 'weak_password', user, problem };
  if (ports.passwords.isFull()) return { kind: 'busy' };
  const to = await ports.passwords.hash(plain);
  const at = ports.now();
  const actor = { userId: user.id, username: user.username, source };
  return change(ports, actor, async (tx, tell) => {
    const spent = await spendPasswordLink(tx, sha256(token), secondOf(at));
    if (spent !== user.id || !(await choosePassword(tx, { userId: user.id, to, at: secondOf(at) })))
      return { kind: 'unusable' } as const;
    await endEverySession(tx, { user: user.id, reason: 'security', at, now: secondOf(at) });
    await tell({
      type: 'USER_PASSWORD_CHANGED',
      resource: { id: user.id, name: user.username },
      details: { method: 'link', sessions: 'all' },
      error: null,
    });
    return { kind: 'set', user, passwordHash: to } as const;
  });
}

export type OwnChange = {
  readonly id: UserId;
  /** The session it is changed in, which goes on. */
  readonly session: Hash;
  readonly password: Secret;
  /** Whether applications lose what they hold, too. */
  readonly applications: 'stay' | 'end';
};

export type OwnChangeOutcome =
  | { readonly kind: 'changed'; readonly passwordHash: string }
  | { readonly kind: 'refused'; readonly problem: PasswordProblem | 'same_as_before' }
  /** Somebody else has their passwords. */
  | { readonly kind: 'external' }
  /** Changed, disabled or deleted meanwhile. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'busy' };

/** The owner, freshly signed in, chooses another password; every other session ends (product.md §4). */
export async function changeOwnPassword(
  ports: Ports,
  actor: Actor,
  own: OwnChange,
): Promise<OwnChangeOutcome> {
  const found = await findUser(ports.database.kysely, own.id);
  if (found === null) return { kind: 'superseded' };
  const { user, passwordHash: from } = found;
  if (user.authSource !== 'local') return { kind: 'external' };
  const plain = own.password.reveal();
  const problem = passwordProblem(plain, { ...user, ...ports.passwordRules });
  if (problem !== null) return { kind: 'refused', problem };
  if (ports.passwords.isFull()) return { kind: 'busy' };
  if ((await ports.passwords.verify(plain, from)) !== 'wrong')
    return { kind: 'refused', problem: 'same_as_before' };
  if (ports.passwords.isFull()) return { kind: 'busy' };
  const to = await ports.passwords.hash(plain);
  const at = ports.now();
  const now = secondOf(at);
  return change(ports, actor, async (tx, tell) => {
    if (!(await choosePassword(tx, { userId: user.id, from, to, at: now })))
      return { kind: 'superseded' } as const;
    await dropPasswordLink(tx, user.id);
    const ended = { user: user.id, reason: 'security', at, now };
    await endSessionsBut(tx, { ...ended, session: own.session });
    if (own.applications === 'end') await endTokens(tx, ended);
    await tell({
      type: 'USER_PASSWORD_CHANGED',
      resource: { id: user.id, name: user.username },
      details: { method: 'own', sessions: 'all_others' },
      error: null,
    });
    return { kind: 'changed', passwordHash: to } as const;
  });
}
