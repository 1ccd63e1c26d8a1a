/** Changes of a person by an administrator, each with its guards in the statement that makes it (product.md U-2, G-4). */

import type { ClaimValues } from '@grantor/engine';
import { type Epoch, type Instant, secondOf, type UserId } from '@grantor/protocol';
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import type { Dialect } from '../database/dialect.ts';
import type { Schema } from '../database/schema.ts';
import { releasableClaims } from '../people/claims.ts';
import { foldName } from '../people/names.ts';
import { revokeCredentialsOf } from './credentials.ts';
import { deleteFactors } from './factors.ts';
import { dropPasswordLink } from './password-links.ts';
import { endAccess, findUser, foldedFullName, type User } from './users.ts';

export type PersonChange = {
  readonly id: UserId;
  /** The administrator who asks; null: a program that may. */
  readonly by: UserId | null;
  readonly at: Instant;
};

/** Why nothing was changed. */
export type PersonRefusal =
  | 'gone'
  /** Who asks is no active administrator any more. */
  | 'not_permitted'
  | 'yourself'
  | 'last_administrator'
  | 'unchanged';

type Users = ExpressionBuilder<Schema, 'user_account'>;
type Condition = (users: Users) => Expression<SqlBool>;

/** Who asks is an active administrator at this moment. */
const isPermitted =
  ({ by }: PersonChange): Condition =>
  ({ exists, selectFrom, lit }) =>
    by === null
      ? lit(true)
      : exists(
          selectFrom('user_account as actor')
            .select('actor.id')
            .where('actor.id', '=', by)
            .where('actor.role', '=', 'admin')
            .where('actor.disabled_at_ms', 'is', null),
        );

const isOther =
  ({ by }: PersonChange): Condition =>
  (users) =>
    by === null ? users.lit(true) : users('user_account.id', '<>', by);

/** Somebody else can still administer. */
const isSpared =
  ({ id }: PersonChange): Condition =>
  ({ or, eb, exists, selectFrom }) =>
    or([
      eb('user_account.role', '<>', 'admin'),
      exists(
        selectFrom('user_account as other')
          .select('other.id')
          .where('other.id', '<>', id)
          .where('other.role', '=', 'admin')
          .where('other.disabled_at_ms', 'is', null),
      ),
    ]);

/** Changes that could take the last administrator away take turns; in one order, so that none waits for another. */
const takeTurns = (tx: Kysely<Schema>, dialect: Dialect): Promise<unknown> =>
  tx
    .selectFrom('user_account')
    .select('id')
    .where('role', '=', 'admin')
    .orderBy('id')
    .modifyEnd(dialect.lockForUpdate)
    .execute();

type Store = { readonly tx: Kysely<Schema>; readonly dialect: Dialect };

/** Disabled with everything that is alive of the person, in the same transaction (product.md U-3). */
export async function disablePerson(
  { tx, dialect }: Store,
  change: PersonChange,
): Promise<'disabled' | PersonRefusal> {
  await takeTurns(tx, dialect);
  const disabled = await tx
    .updateTable('user_account')
    .set((column) => ({
      disabled_at_ms: change.at,
      updated_at: secondOf(change.at),
      version: column('version', '+', 1),
    }))
    .where('id', '=', change.id)
    .where('disabled_at_ms', 'is', null)
    .where(isPermitted(change))
    .where(isOther(change))
    .where(isSpared(change))
    .returning('id')
    .executeTakeFirst();
  if (disabled === undefined) return refusalOf(tx, change, 'losing');
  await endAccess(tx, change.id, change.at);
  await dropPasswordLink(tx, change.id);
  return 'disabled';
}

export async function enablePerson({ tx }: Store, change: PersonChange): Promise<'enabled' | PersonRefusal> {
  const enabled = await tx
    .updateTable('user_account')
    .set((column) => ({
      disabled_at_ms: null,
      updated_at: secondOf(change.at),
      version: column('version', '+', 1),
    }))
    .where('id', '=', change.id)
    .where('disabled_at_ms', 'is not', null)
    .where(isPermitted(change))
    .returning('id')
    .executeTakeFirst();
  return enabled === undefined ? refusalOf(tx, change, 'keeping') : 'enabled';
}

/** Gone with everything that is alive of the person (product.md U-4); what audit rows and clients say of them stays. */
export async function deletePerson(
  { tx, dialect }: Store,
  change: PersonChange,
): Promise<'deleted' | PersonRefusal> {
  await takeTurns(tx, dialect);
  // disabled first: whoever signs in or issues waits for this row, and finds that
  const doomed = await tx
    .updateTable('user_account')
    .set({ disabled_at_ms: change.at })
    .where('id', '=', change.id)
    .where(isPermitted(change))
    .where(isOther(change))
    .where(isSpared(change))
    .returning('id')
    .executeTakeFirst();
  if (doomed === undefined) return refusalOf(tx, change, 'losing');
  await endAccess(tx, change.id, change.at);
  await deleteFactors(tx, change.id);
  await tx.deleteFrom('managed_grant').where('user_id', '=', change.id).execute();
  await revokeCredentialsOf(tx, change.id, change.at);
  await tx.deleteFrom('user_account').where('id', '=', change.id).execute();
  return 'deleted';
}

export type PersonEdit = PersonChange & {
  /** Of the record that was edited (product.md A-8). */
  readonly version: number;
  readonly email: string | null;
  readonly emailVerifiedAt: Epoch | null;
  readonly role: User['role'];
  readonly claims: ClaimValues;
  readonly mustChangePasswordAt: Epoch | null;
};

export async function editPerson(
  { tx, dialect }: Store,
  edit: PersonEdit,
): Promise<'edited' | 'stale' | 'email_taken' | PersonRefusal> {
  const isDemoting = edit.role === 'user';
  if (isDemoting) await takeTurns(tx, dialect);
  const updated = await tx
    .updateTable('user_account')
    .set((column) => ({ ...columnsOf(edit), version: column('version', '+', 1) }))
    .where('id', '=', edit.id)
    .where('version', '=', edit.version)
    .where(isPermitted(edit))
    .where(isFree(edit))
    .$if(isDemoting, (query) =>
      query.where(({ or, eb }) => or([eb('role', '<>', 'admin'), isOther(edit)(eb)])).where(isSpared(edit)),
    )
    .returning('id')
    .executeTakeFirst();
  if (updated !== undefined) return 'edited';
  const found = (await findUser(tx, edit.id))?.user;
  if (found === undefined) return 'gone';
  if (found.version !== edit.version) return 'stale';
  const isLosing = isDemoting && found.role === 'admin';
  const refusal = await refusalOf(tx, edit, isLosing ? 'losing' : 'keeping');
  return refusal === 'unchanged' ? 'email_taken' : refusal;
}

const columnsOf = (edit: PersonEdit) => ({
  email: edit.email,
  email_folded: edit.email === null ? null : foldName(edit.email),
  email_verified_at: edit.emailVerifiedAt,
  role: edit.role,
  name_folded: foldedFullName(edit.claims),
  claims: JSON.stringify(releasableClaims(edit, secondOf(edit.at))),
  must_change_password_at: edit.mustChangePasswordAt,
  updated_at: secondOf(edit.at),
});

/** Nobody else has the e-mail address. */
const isFree =
  ({ id, email }: PersonEdit): Condition =>
  ({ not, exists, selectFrom, lit }) =>
    email === null
      ? lit(true)
      : not(
          exists(
            selectFrom('user_account as owner')
              .select('owner.id')
              .where('owner.email_folded', '=', foldName(email))
              .where('owner.id', '<>', id),
          ),
        );

export type PasswordReset = PersonChange & {
  /** null: no password is good until a link sets one. */
  readonly to: string | null;
  readonly mustChangePasswordAt: Epoch | null;
};

/** Another password, or none; signed out everywhere, and nothing of applications lives (product.md U-5). */
export async function resetPersonsPassword(
  { tx }: Store,
  reset: PasswordReset,
): Promise<'reset' | 'external' | PersonRefusal> {
  const updated = await tx
    .updateTable('user_account')
    .set((column) => ({
      password_hash: reset.to,
      must_change_password_at: reset.mustChangePasswordAt,
      updated_at: secondOf(reset.at),
      version: column('version', '+', 1),
    }))
    .where('id', '=', reset.id)
    .where('auth_source', '=', 'local')
    .where(isPermitted(reset))
    .where(isOther(reset))
    .returning('id')
    .executeTakeFirst();
  if (updated === undefined) {
    const refusal = await refusalOf(tx, reset, 'keeping');
    if (refusal !== 'unchanged') return refusal;
    return reset.id === reset.by ? 'yourself' : 'external';
  }
  await endAccess(tx, reset.id, reset.at);
  await dropPasswordLink(tx, reset.id);
  return 'reset';
}

/** Why a guarded change of this transaction did nothing, most telling first. */
async function refusalOf(
  tx: Kysely<Schema>,
  change: PersonChange,
  risk: 'losing' | 'keeping',
): Promise<PersonRefusal> {
  const { id, by } = change;
  const holds = async (condition: Condition): Promise<boolean> =>
    (await tx
      .selectFrom('user_account')
      .select('id')
      .where('id', '=', id)
      .where(condition)
      .executeTakeFirst()) !== undefined;
  if ((await findUser(tx, id)) === null) return 'gone';
  if (!(await holds(isPermitted(change)))) return 'not_permitted';
  if (risk === 'losing' && id === by) return 'yourself';
  if (risk === 'losing' && !(await holds(isSpared(change)))) return 'last_administrator';
  return 'unchanged';
}
