/** The accounts of people, as sign-in, administration and the bootstrap file read and write them. */

import type { Account, ClaimValues } from '@grantor/engine';
import { type Epoch, epoch, type Instant, instant, secondOf, type UserId, userId } from '@grantor/protocol';
import type { Kysely, Selectable } from 'kysely';
import type { Schema, UserAccountTable } from '../database/schema.ts';
import { releasableClaims } from '../people/claims.ts';
import { foldName } from '../people/names.ts';
import { isFreeFor } from './free-address.ts';
import { endTokens } from './writers/account.ts';
import { endEverySession } from './writers/session.ts';

export type User = Account & {
  readonly email: string | null;
  readonly emailVerifiedAt: Epoch | null;
  readonly authSource: string;
  /** What they are found by there; null: nowhere else. */
  readonly externalId: string | null;
  readonly mustChangePasswordAt: Epoch | null;
  readonly lastSignInAt: Epoch | null;
  readonly createdAt: Epoch;
  /** Guards edits (product.md A-8). */
  readonly version: number;
};

/** The only reading that carries the password hash. */
export type UserForSignIn = { readonly user: User; readonly passwordHash: string | null };

export type NewUser = {
  readonly id: UserId;
  readonly username: string;
  readonly email: string | null;
  readonly emailVerifiedAt: Epoch | null;
  readonly role: User['role'];
  /** What is not a member of its own here; see `releasableClaims` for the rest. */
  readonly claims: ClaimValues;
  readonly passwordHash: string | null;
  /** Where they are from, and what they are found by there (product.md H-3); absent: from here. */
  readonly external?: { readonly source: string; readonly id: string };
  /** Absent: they need not. */
  readonly mustChangePasswordAt?: Epoch | null;
  readonly at: Epoch;
};

export type UserCreation =
  | { readonly kind: 'created' }
  | { readonly kind: 'taken'; readonly field: TakenField };
export type TakenField = 'id' | 'username' | 'email';

/** The person with this user name or e-mail address, however it is typed (product.md S-3); a user name wins. */
export async function findUserForSignIn(db: Kysely<Schema>, name: string): Promise<UserForSignIn | null> {
  const folded = foldName(name);
  const rows = await db
    .selectFrom('user_account')
    .selectAll()
    .where((or) => or.or([or('username', '=', folded), or('email_folded', '=', folded)]))
    .execute();
  const row = rows.find(({ username }) => username === folded) ?? rows[0];
  return row === undefined ? null : { user: userOf(row), passwordHash: row.password_hash };
}

export async function findUser(db: Kysely<Schema>, id: UserId): Promise<UserForSignIn | null> {
  const row = await db.selectFrom('user_account').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : { user: userOf(row), passwordHash: row.password_hash };
}

export async function findUserByUsername(
  db: Kysely<Schema>,
  username: string,
): Promise<UserForSignIn | null> {
  const named = db.selectFrom('user_account').selectAll().where('username', '=', foldName(username));
  const row = await named.executeTakeFirst();
  return row === undefined ? null : { user: userOf(row), passwordHash: row.password_hash };
}

/** The person with this e-mail address, however it is typed. */
export async function findUserByAddress(db: Kysely<Schema>, address: string): Promise<User | null> {
  const addressed = db.selectFrom('user_account').selectAll().where('email_folded', '=', foldName(address));
  const row = await addressed.executeTakeFirst();
  return row === undefined ? null : userOf(row);
}

/** Whether anybody may administer the server now (product.md U-2). */
export async function hasAdministrator(db: Kysely<Schema>): Promise<boolean> {
  const administrator = await db
    .selectFrom('user_account')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabled_at_ms', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return administrator !== undefined;
}

export async function hasUsers(db: Kysely<Schema>): Promise<boolean> {
  return (await db.selectFrom('user_account').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Creates the person unless id, user name or e-mail address is somebody's already; of equal ones one is created. */
export async function createUser(db: Kysely<Schema>, user: NewUser): Promise<UserCreation> {
  const names = namesOf(user);
  const created = await db
    .insertInto('user_account')
    .values({
      id: user.id,
      ...names,
      email: user.email,
      email_verified_at: user.emailVerifiedAt,
      role: user.role,
      password_hash: user.passwordHash,
      auth_source: user.external?.source ?? 'local',
      external_id: user.external?.id ?? null,
      name_folded: foldedFullName(user.claims),
      claims: JSON.stringify(releasableClaims(user, user.at)),
      must_change_password_at: user.mustChangePasswordAt ?? null,
      disabled_at_ms: null,
      tokens_valid_from_ms: null,
      created_at: user.at,
      updated_at: user.at,
      last_sign_in_at: null,
      version: 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (created !== undefined) return { kind: 'created' };
  return { kind: 'taken', field: await takenField(db, { id: user.id, ...names }) };
}

async function takenField(
  db: Kysely<Schema>,
  names: { id: UserId; username: string; email_folded: string | null },
): Promise<TakenField> {
  const rows = await db
    .selectFrom('user_account')
    .select(['id', 'username'])
    .where((or) =>
      or.or([
        or('id', '=', names.id),
        or('username', '=', names.username),
        or('email_folded', '=', names.email_folded),
      ]),
    )
    .execute();
  if (rows.some(({ id }) => id === names.id)) return 'id';
  return rows.some(({ username }) => username === names.username) ? 'username' : 'email';
}

export type UserDeclaration = Omit<NewUser, 'id' | 'passwordHash' | 'mustChangePasswordAt' | 'external'>;

/** Overwrites all but the user name (product.md §2); false: the e-mail address is somebody else's. */
export async function updateUser(db: Kysely<Schema>, id: UserId, user: UserDeclaration): Promise<boolean> {
  const folded = user.email === null ? null : foldName(user.email);
  const updated = await db
    .updateTable('user_account')
    .set((column) => ({
      email: user.email,
      email_folded: folded,
      email_verified_at: user.emailVerifiedAt,
      role: user.role,
      name_folded: foldedFullName(user.claims),
      claims: JSON.stringify(releasableClaims(user, user.at)),
      updated_at: user.at,
      version: column('version', '+', 1),
    }))
    .where('id', '=', id)
    .where(isFreeFor(id, folded))
    .returning('id')
    .executeTakeFirst();
  return updated !== undefined;
}

/** Ends sessions and everything applications hold of the person, as after a reset (product.md U-5, security.md R-12). */
export async function endAccess(tx: Kysely<Schema>, id: UserId, at: Instant): Promise<void> {
  const ended = { user: id, reason: 'admin', at, now: secondOf(at) };
  await endEverySession(tx, ended);
  await endTokens(tx, ended);
}

export type PasswordChange = {
  readonly userId: UserId;
  readonly from: string | null;
  readonly to: string;
  readonly at: Epoch;
};

/** Sets the password hash if it is still `from`; false: somebody else changed it first. */
export async function replacePasswordHash(db: Kysely<Schema>, change: PasswordChange): Promise<boolean> {
  const changed = await db
    .updateTable('user_account')
    .set((column) => ({
      password_hash: change.to,
      updated_at: change.at,
      version: column('version', '+', 1),
    }))
    .where('id', '=', change.userId)
    .where('password_hash', change.from === null ? 'is' : '=', change.from)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** Sets the password hash whatever it was: a reset is not undone by a sign-in that renews the old one. */
export async function resetPasswordHash(
  tx: Kysely<Schema>,
  { userId, to, at }: Omit<PasswordChange, 'from'>,
): Promise<void> {
  await tx
    .updateTable('user_account')
    .set((column) => ({ password_hash: to, updated_at: at, version: column('version', '+', 1) }))
    .where('id', '=', userId)
    .execute();
}

/**
 * The person's own choice, which is asked of them no more. `from`: what it has to be still; absent: a link stands for
 * it. False: it is not, or the person is disabled or gone.
 */
export async function choosePassword(
  tx: Kysely<Schema>,
  change: Omit<PasswordChange, 'from'> & { readonly from?: string | null },
): Promise<boolean> {
  const { from } = change;
  const enabled = tx
    .updateTable('user_account')
    .set((column) => ({
      password_hash: change.to,
      must_change_password_at: null,
      updated_at: change.at,
      version: column('version', '+', 1),
    }))
    .where('id', '=', change.userId)
    .where('auth_source', '=', 'local')
    .where('disabled_at_ms', 'is', null);
  const unchanged =
    from === undefined ? enabled : enabled.where('password_hash', from === null ? 'is' : '=', from);
  return (await unchanged.returning('id').executeTakeFirst()) !== undefined;
}

export type SignInRecord = {
  readonly userId: UserId;
  /** What the password was checked against; null: no password was asked for. */
  readonly passwordHash: string | null;
  readonly at: Epoch;
};

/**
 * Notes the sign-in; false: the person is disabled, gone, or has another password by now (security.md R-12).
 * Holds the person's row until the transaction ends (product.md U-3).
 */
export async function recordSignIn(db: Kysely<Schema>, signIn: SignInRecord): Promise<boolean> {
  const enabled = db
    .updateTable('user_account')
    .set({ last_sign_in_at: signIn.at })
    .where('id', '=', signIn.userId)
    .where('disabled_at_ms', 'is', null);
  const { passwordHash } = signIn;
  const unchanged = passwordHash === null ? enabled : enabled.where('password_hash', '=', passwordHash);
  return (await unchanged.returning('id').executeTakeFirst()) !== undefined;
}

const namesOf = (user: { username: string; email: string | null }) => ({
  username: foldName(user.username),
  email_folded: user.email === null ? null : foldName(user.email),
});

/** What a search for the full name looks at. */
export const foldedFullName = ({ name }: ClaimValues): string | null =>
  typeof name === 'string' ? foldName(name) : null;

/** The record of a row; never its password hash. */
export function userOf(row: Selectable<UserAccountTable>): User {
  return {
    id: userId(row.id),
    username: row.username,
    email: row.email,
    emailVerifiedAt: secondOrNull(row.email_verified_at),
    role: row.role === 'admin' ? 'admin' : 'user',
    authSource: row.auth_source,
    externalId: row.external_id,
    claims: JSON.parse(row.claims),
    disabledAt: momentOrNull(row.disabled_at_ms),
    tokensValidFrom: momentOrNull(row.tokens_valid_from_ms),
    mustChangePasswordAt: secondOrNull(row.must_change_password_at),
    lastSignInAt: secondOrNull(row.last_sign_in_at),
    createdAt: epoch(row.created_at),
    version: row.version,
  };
}

const secondOrNull = (value: number | null): Epoch | null => (value === null ? null : epoch(value));
const momentOrNull = (value: number | null): Instant | null => (value === null ? null : instant(value));
