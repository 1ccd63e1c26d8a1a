import { isDeepStrictEqual } from 'node:util';
import type { Random } from '@grantor/engine';
import { epoch, type Instant, secondOf, type UserId, userId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import { type Passwords, saltOf } from '../accounts/passwords.ts';
import { randomUuid } from '../accounts/random-values.ts';
import type { Database } from '../database/database.ts';
import type { Schema } from '../database/schema.ts';
import { releasableClaims } from '../people/claims.ts';
import {
  createUser,
  endAccess,
  findUser,
  findUserByUsername,
  resetPasswordHash,
  type TakenField,
  type User,
  type UserForSignIn,
  updateUser,
} from '../store/users.ts';
import type { Difference } from './difference.ts';
import { declaredSalt } from './password-salt.ts';
import type { DeclaredUser } from './user.ts';

/** A declared user with the id they have or will have; `passwordHash` null: the stored one is right. */
export type PlannedUser = {
  readonly id: UserId;
  readonly declared: DeclaredUser;
  readonly passwordHash: string | null;
};

export type AppliedUser =
  | { readonly kind: 'applied'; readonly differences: readonly Difference[] }
  | { readonly kind: 'conflict'; readonly member: 'sub' | 'username' | 'email'; readonly message: string };

type PlanPorts = {
  readonly database: Pick<Database, 'kysely'>;
  readonly passwords: Passwords;
  readonly random: Random;
  readonly saltKey: Uint8Array;
};

/** Decides the id, and hashes the password unless the stored hash is of it already. */
export async function planUser(ports: PlanPorts, declared: DeclaredUser): Promise<PlannedUser> {
  const stored = await findDeclared(ports.database.kysely, declared);
  const id = stored?.user.id ?? declared.id ?? userId(randomUuid(ports.random));
  const salt = declaredSalt(ports.saltKey, declared.username, declared.password);
  const storedHash = stored?.passwordHash ?? null;
  if (storedHash !== null) {
    if (saltOf(storedHash)?.equals(salt)) return { id, declared, passwordHash: null };
    // hashed elsewhere or under an earlier key
    const verdict = await ports.passwords.verify(declared.password.reveal(), storedHash);
    if (verdict !== 'wrong') return { id, declared, passwordHash: null };
  }
  return { id, declared, passwordHash: await ports.passwords.hash(declared.password.reveal(), salt) };
}

const findDeclared = (db: Kysely<Schema>, { id, username }: DeclaredUser): Promise<UserForSignIn | null> =>
  id === null ? findUserByUsername(db, username) : findUser(db, id);

/** Creates the person, or brings them up to date; of several processes that create one, the first does. */
export async function applyUser(
  tx: Kysely<Schema>,
  planned: PlannedUser,
  now: Instant,
): Promise<AppliedUser> {
  const { id, declared, passwordHash } = planned;
  const stored = await findDeclared(tx, declared);
  if (stored !== null) return update(tx, { planned, stored }, now);
  const { username, email, role, claims } = declared;
  const at = secondOf(now);
  const emailVerifiedAt = declared.emailVerified ? at : null;
  const user = { id, username, email, emailVerifiedAt, role, claims, passwordHash, at };
  const created = await createUser(tx, user);
  if (created.kind === 'created') {
    return { kind: 'applied', differences: [{ kind: 'created', what: 'user', id, name: username }] };
  }
  const meanwhile = await findDeclared(tx, declared);
  return meanwhile === null ? conflicts[created.field] : update(tx, { planned, stored: meanwhile }, now);
}

const conflict = (member: 'sub' | 'username' | 'email', message: string): AppliedUser => ({
  kind: 'conflict',
  member,
  message,
});

const conflicts: Readonly<Record<TakenField, AppliedUser>> = {
  id: conflict('sub', 'belongs to another user'),
  username: conflict('username', 'belongs to a user with another sub'),
  email: conflict('email', 'belongs to another user'),
};

type Pair = { readonly planned: PlannedUser; readonly stored: UserForSignIn };

async function update(tx: Kysely<Schema>, { planned, stored }: Pair, now: Instant): Promise<AppliedUser> {
  const { declared } = planned;
  const { user } = stored;
  // of equal passwords the hashes are equal: their salt is
  const passwordHash = planned.passwordHash === stored.passwordHash ? null : planned.passwordHash;
  // product.md §2: fixed after creation
  if (user.username !== declared.username)
    return conflict('username', 'differs from the stored one, which is fixed');
  const { username, email, role, claims } = declared;
  const { id } = user;
  const at = secondOf(now);
  const isDifferent = !isAsDeclared(user, declared);
  if (isDifferent) {
    const verifiedBefore = user.email === email ? user.emailVerifiedAt : null;
    const emailVerifiedAt = declared.emailVerified ? (verifiedBefore ?? at) : null;
    if (!(await updateUser(tx, id, { username, email, emailVerifiedAt, role, claims, at })))
      return conflicts.email;
  }
  if (passwordHash !== null) {
    await resetPasswordHash(tx, { userId: id, to: passwordHash, at });
    await endAccess(tx, id, now); // product.md U-5: as a password that an administrator resets
  }
  if (!isDifferent && passwordHash === null) return { kind: 'applied', differences: [] };
  return { kind: 'applied', differences: [{ kind: 'updated', what: 'user', id, name: username }] };
}

function isAsDeclared(user: User, declared: DeclaredUser): boolean {
  const updatedAt = epoch(Number(user.claims['updated_at']));
  const emailVerifiedAt = declared.emailVerified ? updatedAt : null;
  const claims = releasableClaims({ ...declared, emailVerifiedAt }, updatedAt);
  return (
    user.email === declared.email && user.role === declared.role && isDeepStrictEqual(user.claims, claims)
  );
}
