import type { Kysely } from 'kysely';
import type { Database } from '../database/database.ts';
import type { KeySetName, Schema, SigningKeyTable } from '../database/schema.ts';
import { isKeyAlgorithm } from './key-algorithm.ts';
import {
  exportPrivateKey,
  importPrivateKey,
  type KeyLife,
  type KeyMaterial,
  keyMaterial,
  type ServerKey,
} from './server-key.ts';

/** Encrypts under a key the database does not hold; a text opens only under the label it was sealed with. */
export type Sealer = {
  seal(plaintext: string, label: string): string;
  open(sealed: string, label: string): string;
};

export type SigningKeyRow = SigningKeyTable;

/** Under which a private key is sealed. */
export const keyLabel = (kid: string): string => `signing_key:${kid}`;

/** Keys that are to be: material with its place in time. */
export type NewKey = KeyMaterial & {
  readonly set: KeySetName;
  readonly createdAt: number;
  readonly activatesAt: number;
};

export const readKeys = async (
  { kysely }: Pick<Database, 'kysely'>,
  set: KeySetName,
): Promise<readonly SigningKeyRow[]> =>
  kysely.selectFrom('signing_key').selectAll().where('key_set', '=', set).execute();

/** Where changes of keys are made. */
export type KeyTransactions = {
  transaction<Result>(work: (tx: Kysely<Schema>) => Promise<Result>): Promise<Result>;
};

/**
 * Runs the work as the only one that changes signing keys on any machine, with the keys as they then are:
 * two first starts and two rotations give one key (security.md R-11).
 */
export function changeKeys<Result>(
  { transaction }: KeyTransactions,
  set: KeySetName,
  work: (tx: Kysely<Schema>, rows: readonly SigningKeyRow[]) => Promise<Result>,
): Promise<Result> {
  return transaction(async (tx) => {
    // The row lock of this upsert queues the others behind this transaction on PostgreSQL
    await tx
      .insertInto('lease')
      .values({ name: 'signing_key', holder: '', expires_at: 0 })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ expires_at: 0 }))
      .execute();
    return work(tx, await readKeys({ kysely: tx }, set));
  });
}

/** Adds the key and ends the time of its predecessors of the same algorithm where its own begins. */
export async function insertKey(tx: Kysely<Schema>, key: NewKey, sealer: Sealer): Promise<void> {
  await tx
    .updateTable('signing_key')
    .set({ retires_at: key.activatesAt })
    .where('alg', '=', key.alg)
    .where('key_set', '=', key.set)
    .where((row) => row.or([row('retires_at', 'is', null), row('retires_at', '>', key.activatesAt)]))
    .execute();
  await tx
    .insertInto('signing_key')
    .values({
      kid: key.kid,
      alg: key.alg,
      public_jwk: JSON.stringify(key.publicJwk),
      sealed_private: sealer.seal(exportPrivateKey(key.privateKey), keyLabel(key.kid)),
      created_at: key.createdAt,
      activates_at: key.activatesAt,
      retires_at: null,
      removed_at: null,
      key_set: key.set,
    })
    .execute();
}

/** Lets a published key sign from `activatesAt` on, and ends its predecessors there. */
export async function moveActivation(
  tx: Kysely<Schema>,
  key: Pick<KeyMaterial, 'kid' | 'alg'> & { readonly set: KeySetName },
  activatesAt: number,
): Promise<void> {
  await tx
    .updateTable('signing_key')
    .set({ retires_at: activatesAt })
    .where('alg', '=', key.alg)
    .where('key_set', '=', key.set)
    .where('kid', '!=', key.kid)
    .where((row) => row.or([row('retires_at', 'is', null), row('retires_at', '>', activatesAt)]))
    .execute();
  await tx
    .updateTable('signing_key')
    .set({ activates_at: activatesAt, retires_at: null })
    .where('kid', '=', key.kid)
    .execute();
}

export async function markRemoved(tx: Kysely<Schema>, kid: string, at: number): Promise<void> {
  await tx.updateTable('signing_key').set({ removed_at: at }).where('kid', '=', kid).execute();
}

export async function deleteKeys(tx: Kysely<Schema>, kids: readonly string[]): Promise<void> {
  if (kids.length === 0) return;
  await tx.deleteFrom('signing_key').where('kid', 'in', kids).execute();
}

/** When the key signs; null for a row of an algorithm this version does not know. */
export function lifeOf(row: SigningKeyRow): KeyLife | null {
  if (!isKeyAlgorithm(row.alg)) return null;
  return {
    kid: row.kid,
    alg: row.alg,
    createdAt: row.created_at,
    activatesAt: row.activates_at,
    retiresAt: row.retires_at,
    removedAt: row.removed_at,
  };
}

/** The key, opened. Throws what the sealer throws when the row was sealed under other secrets. */
export function openKey(row: SigningKeyRow, life: KeyLife, sealer: Sealer): ServerKey {
  const pem = sealer.open(row.sealed_private, keyLabel(row.kid));
  return { ...keyMaterial(importPrivateKey(pem), life.alg, life.kid), ...life };
}

/** The key signs on: the successor it would have had is not coming. */
export async function keepSigning(tx: Kysely<Schema>, kid: string): Promise<void> {
  await tx.updateTable('signing_key').set({ retires_at: null }).where('kid', '=', kid).execute();
}
