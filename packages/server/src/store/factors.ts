/** Second factors as they are stored: what a person has, and how each is added and taken away (product.md §5). */

import { type Epoch, epoch, type UserId, userId } from '@grantor/protocol';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { PasskeyTable, Schema } from '../database/schema.ts';

/** A passkey or security key; `id` is the credential id, base64url. */
export type Passkey = {
  readonly id: string;
  readonly userId: UserId;
  readonly name: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly signCount: number;
  readonly transports: readonly string[];
  /** Held by one device, or by several of the person. */
  readonly reach: 'device' | 'synced';
  readonly createdAt: Epoch;
  readonly lastUsedAt: Epoch | null;
};

export type Totp = {
  readonly sealedSecret: string;
  readonly lastStep: number;
  readonly createdAt: Epoch;
  readonly lastUsedAt: Epoch | null;
};

export type Factors = {
  readonly totp: Totp | null;
  /** The oldest first. */
  readonly passkeys: readonly Passkey[];
  readonly recoveryCodesLeft: number;
};

export async function readFactors(db: Kysely<Schema>, owner: UserId): Promise<Factors> {
  const totp = await db.selectFrom('totp_factor').selectAll().where('user_id', '=', owner).executeTakeFirst();
  const passkeys = await db
    .selectFrom('passkey')
    .selectAll()
    .where('user_id', '=', owner)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return {
    totp:
      totp === undefined
        ? null
        : {
            sealedSecret: totp.sealed_secret,
            lastStep: totp.last_step,
            createdAt: epoch(totp.created_at),
            lastUsedAt: secondOrNull(totp.last_used_at),
          },
    passkeys: passkeys.map(passkeyOf),
    recoveryCodesLeft: await countRecoveryCodes(db, owner),
  };
}

/** Recovery codes stand in for a factor, and are none. */
export const hasFactor = ({ totp, passkeys }: Factors): boolean => totp !== null || passkeys.length > 0;

export async function findPasskey(db: Kysely<Schema>, id: string): Promise<Passkey | null> {
  const row = await db.selectFrom('passkey').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : passkeyOf(row);
}

/** The highest level that a person reaches with what they have, as a column beside `user` (protocol.md §6). */
export const reachableAcr = (user: string): RawBuilder<string> => sql<string>`case
  when exists (select 1 from passkey where passkey.user_id = ${sql.ref(user)}) then 'phr'
  when exists (select 1 from totp_factor where totp_factor.user_id = ${sql.ref(user)}) then '2'
  else '1' end`;

/** Takes the place of the app they had. `step` is that of the code that proved it, which is spent. */
export async function saveTotp(
  tx: Kysely<Schema>,
  owner: UserId,
  { sealedSecret, step, at }: { readonly sealedSecret: string; readonly step: number; readonly at: Epoch },
): Promise<void> {
  const columns = { sealed_secret: sealedSecret, last_step: step, created_at: at, last_used_at: null };
  await tx
    .insertInto('totp_factor')
    .values({ user_id: owner, ...columns })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(columns))
    .execute();
}

export async function deleteTotp(tx: Kysely<Schema>, owner: UserId): Promise<boolean> {
  const deleted = tx.deleteFrom('totp_factor').where('user_id', '=', owner).returning('user_id');
  return (await deleted.executeTakeFirst()) !== undefined;
}

/** False: the credential is somebody's already. */
export async function insertPasskey(tx: Kysely<Schema>, passkey: Passkey): Promise<boolean> {
  const inserted = await tx
    .insertInto('passkey')
    .values({
      id: passkey.id,
      user_id: passkey.userId,
      name: passkey.name,
      public_key: passkey.publicKey,
      sign_count: passkey.signCount,
      transports: JSON.stringify(passkey.transports),
      synced: passkey.reach === 'synced' ? 1 : 0,
      created_at: passkey.createdAt,
      last_used_at: passkey.lastUsedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export type OwnPasskey = { readonly id: string; readonly owner: UserId };

export async function renamePasskey(
  tx: Kysely<Schema>,
  { id, owner }: OwnPasskey,
  name: string,
): Promise<boolean> {
  const renamed = await tx
    .updateTable('passkey')
    .set({ name })
    .where('id', '=', id)
    .where('user_id', '=', owner)
    .returning('id')
    .executeTakeFirst();
  return renamed !== undefined;
}

/** The name it had; null: the person has no such passkey. */
export async function deletePasskey(tx: Kysely<Schema>, { id, owner }: OwnPasskey): Promise<string | null> {
  const deleted = await tx
    .deleteFrom('passkey')
    .where('id', '=', id)
    .where('user_id', '=', owner)
    .returning('name')
    .executeTakeFirst();
  return deleted?.name ?? null;
}

/** Those made before are no longer good. */
export async function replaceRecoveryCodes(
  tx: Kysely<Schema>,
  owner: UserId,
  hashes: readonly string[],
): Promise<void> {
  await tx.deleteFrom('recovery_code').where('user_id', '=', owner).execute();
  if (hashes.length === 0) return;
  const rows = hashes.map((hash) => ({ hash, user_id: owner, used_at: null }));
  await tx.insertInto('recovery_code').values(rows).execute();
}

export async function countRecoveryCodes(db: Kysely<Schema>, owner: UserId): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_code')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('user_id', '=', owner)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(left);
}

/** All that a person has; whether there was any. */
export async function deleteFactors(tx: Kysely<Schema>, owner: UserId): Promise<boolean> {
  const totp = await deleteTotp(tx, owner);
  const passkeys = await tx.deleteFrom('passkey').where('user_id', '=', owner).returning('id').execute();
  await replaceRecoveryCodes(tx, owner, []);
  await tx.deleteFrom('sign_in_attempt').where('user_id', '=', owner).execute();
  return totp || passkeys.length > 0;
}

/** What follows takes turns with sign-ins and other changes of this person; null: there is none. */
export async function holdPerson(
  tx: Kysely<Schema>,
  owner: UserId,
): Promise<{ readonly username: string; readonly role: 'user' | 'admin' } | null> {
  const held = await tx
    .updateTable('user_account')
    .set((column) => ({ version: column.ref('version') }))
    .where('id', '=', owner)
    .returning(['username', 'role'])
    .executeTakeFirst();
  return held === undefined
    ? null
    : { username: held.username, role: held.role === 'admin' ? 'admin' : 'user' };
}

const passkeyOf = (row: PasskeyTable): Passkey => ({
  id: row.id,
  userId: userId(row.user_id),
  name: row.name,
  publicKey: row.public_key,
  signCount: row.sign_count,
  transports: JSON.parse(row.transports),
  reach: row.synced === 1 ? 'synced' : 'device',
  createdAt: epoch(row.created_at),
  lastUsedAt: secondOrNull(row.last_used_at),
});

const secondOrNull = (value: number | null): Epoch | null => (value === null ? null : epoch(value));
