/** Passwords that are reset, chosen by a link, or changed by their owner (product.md U-5, S-1, S-8). */

import { type Epoch, type Hash, type Secret, secondOf, sha256, type UserId } from '@grantor/protocol';
import { randomPassword } from '../accounts/random-values.ts';
import { type PasswordProblem, passwordProblem } from '../people/password-rules.ts';
import { dropWaysIn, findMailLink, spendMailLink } from '../store/mail-links.ts';
import {
  dropPasswordLink,
  findPasswordLink,
  type SpentPasswordLink,
  spendPasswordLink,
  storePasswordLink,
} from '../store/password-links.ts';
import { verifyAddress } from '../store/person-address.ts';
import { type PersonRefusal, resetPersonsPassword } from '../store/person-changes.ts';
import { choosePassword, findUser, type User } from '../store/users.ts';
import { endTokens } from '../store/writers/account.ts';
import { endEverySession, endSessionsBut } from '../store/writers/session.ts';
import { type Actor, type ChangePorts, change } from './change.ts';
import { notice, postMail } from './mail.ts';
import { newPasswordLink } from './password-link.ts';
import type { PasswordPorts } from './password-ports.ts';
import { byOf, type ToldOnce } from './people.ts';

type Ports = ChangePorts & PasswordPorts;

export type Reset = {
  readonly id: UserId;
  /** `mail`: a link to their e-mail address; handed over where they have none. */
  readonly to: 'random' | 'link' | 'mail';
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
  return change(ports, actor, async (tx, tell): Promise<ResetOutcome> => {
    const found = await findUser(tx, reset.id);
    const outcome = await resetPersonsPassword(
      { tx, dialect: ports.database.dialect },
      {
        ...{ id: reset.id, by: byOf(actor), at, to },
        mustChangePasswordAt: reset.mustChangePassword && to !== null ? secondOf(at) : null,
      },
    );
    if (outcome !== 'reset' || found === null)
      return { kind: 'refused', why: outcome === 'reset' ? 'gone' : outcome };
    await dropWaysIn(tx, reset.id);
    const { user } = found;
    const details = { method: plain === null ? 'link' : 'password' };
    const resource = { id: user.id, name: user.username };
    await tell({ type: 'USER_PASSWORD_RESET', resource, details, error: null });
    const { outbox } = ports;
    if (plain !== null) {
      await notice({ outbox, tx, tell }, { owner: user.id, actor, at: secondOf(at) }, 'password_changed');
      return { kind: 'reset', told: { kind: 'password', password: plain } };
    }
    const address = reset.to === 'mail' ? user.email : null;
    const { token, link } = newPasswordLink(ports, user.id, address);
    await storePasswordLink(tx, link);
    const handed = { kind: 'link', token, expiresAt: link.expiresAt } as const;
    if (outbox === null || address === null) return { kind: 'reset', told: handed };
    const teller = { outbox, tx, tell, at: secondOf(at) };
    const posted = await postMail(teller, { kind: 'password_reset', to: address, user, secret: token });
    return { kind: 'reset', told: posted === 'waits' ? { kind: 'mailed' } : { ...handed, mail: 'limited' } };
  });
}

/** How a link came to whoever has it: by hand or by an administrator's message, or because they asked for it themselves. */
export type PasswordLinkWay = 'invite' | 'forgot';

export type PresentedLink = { readonly token: string; readonly way: PasswordLinkWay };

/** Whose password the link sets; null: it is unknown, used or expired, which nobody is told apart. */
export async function personOfLink(ports: ChangePorts, { token, way }: PresentedLink): Promise<User | null> {
  const { kysely } = ports.database;
  const hash = sha256(token);
  const now = secondOf(ports.now());
  const id =
    way === 'invite'
      ? await findPasswordLink(kysely, hash, now)
      : ((await findMailLink(kysely, { hash, purpose: 'password', now }))?.userId ?? null);
  return id === null ? null : ((await findUser(kysely, id))?.user ?? null);
}

const spend = (
  tx: Parameters<typeof spendPasswordLink>[0],
  { token, way }: PresentedLink,
  now: Epoch,
): Promise<SpentPasswordLink | null> =>
  way === 'invite'
    ? spendPasswordLink(tx, sha256(token), now)
    : spendMailLink(tx, { hash: sha256(token), purpose: 'password', now });

export type LinkOutcome =
  | { readonly kind: 'set'; readonly user: User; readonly passwordHash: string }
  | { readonly kind: 'weak_password'; readonly user: User; readonly problem: PasswordProblem }
  | { readonly kind: 'unusable' }
  | { readonly kind: 'busy' };

/** Uses the link up and sets the password; of several at once, one does. A link that was sent verifies its address. */
export async function setPasswordByLink(
  ports: Ports,
  source: Actor['source'],
  { password, ...link }: PresentedLink & { readonly password: Secret },
): Promise<LinkOutcome> {
  const user = await personOfLink(ports, link);
  if (user === null) return { kind: 'unusable' };
  const plain = password.reveal();
  const problem = passwordProblem(plain, { ...user, ...ports.passwordRules });
  if (problem !== null) return { kind: 'weak_password', user, problem };
  if (ports.passwords.isFull()) return { kind: 'busy' };
  const to = await ports.passwords.hash(plain);
  const at = ports.now();
  const now = secondOf(at);
  const actor = { userId: user.id, username: user.username, source };
  return change(ports, actor, async (tx, tell) => {
    const spent = await spend(tx, link, now);
    if (spent?.userId !== user.id || !(await choosePassword(tx, { userId: user.id, to, at: now })))
      return { kind: 'unusable' } as const;
    const { address } = spent;
    await dropPasswordLink(tx, user.id);
    await dropWaysIn(tx, user.id);
    await endEverySession(tx, { user: user.id, reason: 'security', at, now });
    const resource = { id: user.id, name: user.username };
    const details = { method: 'link', sessions: 'all' };
    await tell({ type: 'USER_PASSWORD_CHANGED', resource, details, error: null });
    if (address !== null && (await verifyAddress(tx, { userId: user.id, address }, now)))
      await tell({ type: 'USER_EMAIL_VERIFIED', resource, details: { method: 'link' }, error: null });
    // A first password is no change
    if (user.lastSignInAt !== null)
      await notice({ ...ports, tx, tell }, { owner: user.id, actor, at: now }, 'password_changed');
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
    await dropWaysIn(tx, user.id);
    const ended = { user: user.id, reason: 'security', at, now };
    await endSessionsBut(tx, { ...ended, session: own.session });
    if (own.applications === 'end') await endTokens(tx, ended);
    await tell({
      type: 'USER_PASSWORD_CHANGED',
      resource: { id: user.id, name: user.username },
      details: { method: 'own', sessions: 'all_others' },
      error: null,
    });
    await notice({ ...ports, tx, tell }, { owner: user.id, actor, at: now }, 'password_changed');
    return { kind: 'changed', passwordHash: to } as const;
  });
}
