/** People as administrators make, change and remove them (product.md §2). */

import type { ClaimValues } from '@grantor/engine';
import { type Epoch, type Secret, secondOf, type UserId, userId } from '@grantor/protocol';
import { randomPassword, randomUuid } from '../accounts/random-values.ts';
import { type PasswordProblem, passwordProblem } from '../people/password-rules.ts';
import { storePasswordLink } from '../store/password-links.ts';
import {
  deletePerson as deleteIn,
  disablePerson as disableIn,
  editPerson as editIn,
  enablePerson as enableIn,
  type PersonChange,
  type PersonRefusal,
} from '../store/person-changes.ts';
import { createUser, findUser, type User } from '../store/users.ts';
import { tellOfAddress } from './address.ts';
import { type Actor, type ChangePorts, change, type Tell } from './change.ts';
import { postMail, type Teller } from './mail.ts';
import { newPasswordLink } from './password-link.ts';
import type { PasswordPorts } from './password-ports.ts';

export type PeoplePorts = ChangePorts & PasswordPorts;

/** What the person begins with; a random password and a link are told once (product.md U-1). */
export type FirstPassword =
  | { readonly kind: 'typed'; readonly password: Secret }
  | { readonly kind: 'random' }
  /** `mail`: it is sent to their address. */
  | { readonly kind: 'link'; readonly by?: 'hand' | 'mail' };

export type NewPerson = {
  /** Folded, and a user name. */
  readonly username: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly role: User['role'];
  readonly claims: ClaimValues;
  readonly password: FirstPassword;
  readonly mustChangePassword: boolean;
};

/** What is shown once: the password, or what stands in the link. */
export type ToldOnce =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'password'; readonly password: string }
  | {
      readonly kind: 'link';
      readonly token: string;
      readonly expiresAt: Epoch;
      /** It was to be sent, and too much was sent before (mail.md M-5). */
      readonly mail?: 'limited';
    }
  /** A link is on its way to them. */
  | { readonly kind: 'mailed' };

export type Creation =
  | { readonly kind: 'created'; readonly id: UserId; readonly told: ToldOnce }
  | { readonly kind: 'taken'; readonly field: 'username' | 'email' }
  | { readonly kind: 'weak_password'; readonly problem: PasswordProblem }
  | { readonly kind: 'busy' };

export async function createPerson(ports: PeoplePorts, actor: Actor, person: NewPerson): Promise<Creation> {
  const { username, email, role, claims, password } = person;
  if (password.kind === 'typed') {
    const context = { username, email, ...ports.passwordRules };
    const problem = passwordProblem(password.password.reveal(), context);
    if (problem !== null) return { kind: 'weak_password', problem };
  }
  if (password.kind !== 'link' && ports.passwords.isFull()) return { kind: 'busy' };
  const id = userId(randomUuid(ports.random));
  const at = secondOf(ports.now());
  const { told, plain, link } = firstPassword(ports, { password, id, email });
  const passwordHash = plain === null ? null : await ports.passwords.hash(plain);
  return change(ports, actor, async (tx, tell): Promise<Creation> => {
    const created = await createUser(tx, {
      ...{ id, username, email, role, claims, passwordHash, at },
      emailVerifiedAt: email !== null && person.emailVerified ? at : null,
      mustChangePasswordAt: person.mustChangePassword && password.kind !== 'link' ? at : null,
    });
    if (created.kind === 'taken')
      return { kind: 'taken', field: created.field === 'email' ? 'email' : 'username' } as const;
    if (link !== null) await storePasswordLink(tx, link);
    const details = { source: 'administrator', role };
    await tell({ type: 'USER_CREATED', resource: { id, name: username }, details, error: null });
    const mailed = await tellNewPerson(ports, { tx, tell }, { person, actor, id, told, at });
    return { kind: 'created', id, told: mailed };
  });
}

type NewlyTold = {
  readonly person: NewPerson;
  readonly actor: Actor;
  readonly id: UserId;
  readonly told: ToldOnce;
  readonly at: Epoch;
};

/** By the message that invites them, or else by one that asks whether the address is theirs (mail.md §2). */
async function tellNewPerson(
  ports: PeoplePorts,
  { tx, tell }: Omit<Teller, 'outbox' | 'at'>,
  { person, actor, id, told, at }: NewlyTold,
): Promise<ToldOnce> {
  const { outbox } = ports;
  const { email, username, claims, password } = person;
  const user = { id, username, claims };
  if (outbox === null || email === null) return told;
  if (told.kind === 'link' && password.kind === 'link' && password.by === 'mail') {
    const message = { kind: 'invitation', to: email, user, secret: told.token } as const;
    const posted = await postMail({ outbox, tx, tell, at }, message);
    return posted === 'waits' ? { kind: 'mailed' } : { ...told, mail: 'limited' };
  }
  const standing = person.emailVerified ? 'verified' : 'unverified';
  const change = { user, verifiedBefore: null, address: email, standing } as const;
  await tellOfAddress(ports, { outbox, tx, tell }, { change, actor });
  return told;
}

function firstPassword(
  ports: PeoplePorts,
  {
    password,
    id,
    email,
  }: { readonly password: FirstPassword; readonly id: UserId; readonly email: string | null },
): { told: ToldOnce; plain: string | null; link: Parameters<typeof storePasswordLink>[1] | null } {
  switch (password.kind) {
    case 'typed':
      return { told: { kind: 'nothing' }, plain: password.password.reveal(), link: null };
    case 'random': {
      const plain = randomPassword(ports.random);
      return { told: { kind: 'password', password: plain }, plain, link: null };
    }
    case 'link': {
      const { token, link } = newPasswordLink(ports, id, password.by === 'mail' ? email : null);
      return { told: { kind: 'link', token, expiresAt: link.expiresAt }, plain: null, link };
    }
  }
}

export type Edit = {
  readonly id: UserId;
  /** Of the record that was shown (product.md A-8). */
  readonly version: number;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly role: User['role'];
  readonly claims: ClaimValues;
  readonly mustChangePassword: boolean;
};

export type EditOutcome = 'edited' | 'stale' | 'email_taken' | PersonRefusal;

/** Overwrites what was shown, and nothing newer; what an edit leaves as it was is `edited`, too. */
export async function editPerson(ports: PeoplePorts, actor: Actor, edit: Edit): Promise<EditOutcome> {
  const at = ports.now();
  return change(ports, actor, async (tx, tell): Promise<EditOutcome> => {
    const before = (await findUser(tx, edit.id))?.user;
    if (before === undefined) return 'gone';
    const after = {
      ...edit,
      ...{ by: byOf(actor), at },
      emailVerifiedAt: emailVerifiedAt(before, edit, secondOf(at)),
      mustChangePasswordAt: mustChangeAt(before, edit, secondOf(at)),
    };
    const outcome = await editIn({ tx, dialect: ports.database.dialect }, after);
    if (outcome !== 'edited') return outcome;
    const fields = differences(before, after);
    const resource = { id: before.id, name: before.username };
    if (fields.length > 0) await tell({ type: 'USER_UPDATED', resource, details: { fields }, error: null });
    if (before.role !== edit.role) {
      const details = { role: edit.role, earlier_role: before.role };
      await tell({ type: 'USER_ROLE_CHANGED', resource, details, error: null });
    }
    const { outbox } = ports;
    if (outbox !== null && before.email !== edit.email) {
      const made = {
        user: { ...before, claims: edit.claims },
        verifiedBefore: before.emailVerifiedAt === null ? null : before.email,
        address: edit.email,
        standing: after.emailVerifiedAt === null ? 'unverified' : 'verified',
      } as const;
      await tellOfAddress(ports, { outbox, tx, tell }, { change: made, actor });
    }
    return outcome;
  });
}

/** A tick that stood there before says nothing about another address (product.md §2). */
function emailVerifiedAt(before: User, { email, emailVerified }: Edit, now: Epoch): Epoch | null {
  if (email === null || !emailVerified) return null;
  if (before.emailVerifiedAt === null) return now;
  return email === before.email ? before.emailVerifiedAt : null;
}

/** Of those only whose password is here: the others could not change it, and would get no further. */
const mustChangeAt = (before: User, { mustChangePassword }: Edit, now: Epoch): Epoch | null =>
  mustChangePassword && before.authSource === 'local' ? (before.mustChangePasswordAt ?? now) : null;

type Compared = Pick<User, 'email' | 'emailVerifiedAt' | 'mustChangePasswordAt' | 'claims'>;

const maintained: ReadonlySet<string> = new Set(['updated_at', 'email', 'email_verified']);

/** The names of what differs but the role, which is told on its own; never a value (operations.md D-4). */
export function differences(before: Compared, after: Compared): readonly string[] {
  const members = [
    ...(before.email === after.email ? [] : ['email']),
    ...((before.emailVerifiedAt === null) === (after.emailVerifiedAt === null) ? [] : ['email_verified']),
    ...((before.mustChangePasswordAt === null) === (after.mustChangePasswordAt === null)
      ? []
      : ['must_change_password']),
  ];
  const names = [...new Set([...Object.keys(before.claims), ...Object.keys(after.claims)])];
  const claims = names.filter(
    (name) =>
      !maintained.has(name) && JSON.stringify(before.claims[name]) !== JSON.stringify(after.claims[name]),
  );
  return [...members, ...claims];
}

export const disablePerson = (ports: ChangePorts, actor: Actor, id: UserId) =>
  onPerson(ports, { actor, id, type: 'USER_DISABLED' }, disableIn);

export const enablePerson = (ports: ChangePorts, actor: Actor, id: UserId) =>
  onPerson(ports, { actor, id, type: 'USER_ENABLED' }, enableIn);

export const deletePerson = (ports: ChangePorts, actor: Actor, id: UserId) =>
  onPerson(ports, { actor, id, type: 'USER_DELETED' }, deleteIn);

type Named = {
  readonly actor: Actor;
  readonly id: UserId;
  readonly type: 'USER_DISABLED' | 'USER_ENABLED' | 'USER_DELETED';
};

type Work<Done> = (
  store: Parameters<typeof disableIn>[0],
  change: PersonChange,
) => Promise<Done | PersonRefusal>;

const refusals: ReadonlySet<string> = new Set<PersonRefusal>([
  'gone',
  'not_permitted',
  'yourself',
  'last_administrator',
  'unchanged',
]);

/** A change of the whole person, told in the audit log where it was made. */
function onPerson<Done extends string>(
  ports: ChangePorts,
  { actor, id, type }: Named,
  work: Work<Done>,
): Promise<Done | PersonRefusal> {
  const at = ports.now();
  return change(ports, actor, async (tx, tell) => {
    const before = (await findUser(tx, id))?.user;
    const outcome = await work({ tx, dialect: ports.database.dialect }, { id, by: byOf(actor), at });
    if (before !== undefined && !refusals.has(outcome)) await tellOf(tell, type, before);
    return outcome;
  });
}

const tellOf = (tell: Tell, type: Named['type'], { id, username, role }: User): Promise<void> =>
  tell({
    type,
    resource: { id, name: username },
    details: type === 'USER_DELETED' ? { role } : {},
    error: null,
  });

export const byOf = ({ userId: id }: Actor): UserId | null => (id == null ? null : userId(id));
