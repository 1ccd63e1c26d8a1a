/** Credentials that were given out, and requests that wait, as administrators and their people see them. */

import { type Epoch, epoch, type Instant, instant, secondOf } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { nullable } from './rows/columns.ts';

type Reading = { readonly kysely: Kysely<Schema> };

/** The places of a list whose credentials are revoked. */
export async function readRevokedPlaces({ kysely }: Reading, list: number): Promise<readonly number[]> {
  const rows = await kysely
    .selectFrom('issued_credential')
    .select('status_index')
    .where('status_list', '=', list)
    .where('revoked_at_ms', 'is not', null)
    .execute();
  return rows.map(({ status_index }) => status_index);
}

/** Whether a credential has a place in the list, or the list is the first one. */
export async function isStatusList({ kysely }: Reading, list: number): Promise<boolean> {
  if (list === 1) return true;
  const row = await kysely
    .selectFrom('issued_credential')
    .select(sql.lit(1).as('one'))
    .where('status_list', '=', list)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Everything that a person was given is good no more. */
export async function revokeCredentialsOf(tx: Kysely<Schema>, userId: string, at: number): Promise<void> {
  await tx
    .updateTable('issued_credential')
    .set({ revoked_at_ms: at })
    .where('user_id', '=', userId)
    .where('revoked_at_ms', 'is', null)
    .execute();
}

/** One that was given out, as it is shown. */
export type ListedCredential = {
  readonly id: string;
  readonly userId: string;
  /** null: the person is gone. */
  readonly username: string | null;
  readonly clientId: string;
  readonly configurationId: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Epoch;
  readonly revokedAt: Instant | null;
  /** What its wallet said last; null: nothing. */
  readonly lastEvent: string | null;
};

export type CredentialSelection = {
  /** null: everybody's. */
  readonly userId: string | null;
  readonly limit: number;
  readonly after: { readonly at: number; readonly id: string } | undefined;
};

/** The newest first. */
export async function listCredentials(
  { kysely }: Reading,
  { userId, limit, after }: CredentialSelection,
): Promise<readonly ListedCredential[]> {
  const all = kysely
    .selectFrom('issued_credential')
    .leftJoin('user_account', 'user_account.id', 'issued_credential.user_id')
    .selectAll('issued_credential')
    .select('user_account.username')
    .orderBy('issued_at_ms', 'desc')
    .orderBy('issued_credential.id', 'desc')
    .limit(limit);
  const theirs = userId === null ? all : all.where('user_id', '=', userId);
  const rest =
    after === undefined
      ? theirs
      : theirs.where(sql<boolean>`(issued_at_ms, issued_credential.id) < (${after.at}, ${after.id})`);
  return (await rest.execute()).map((row) => ({
    id: row.id,
    userId: row.user_id,
    username: row.username,
    clientId: row.client_id,
    configurationId: row.configuration_id,
    issuedAt: instant(row.issued_at_ms),
    expiresAt: epoch(row.expires_at),
    revokedAt: nullable(row.revoked_at_ms, instant),
    lastEvent: row.last_event,
  }));
}

/** Who has it, and what it is; null: it is unknown. */
export async function findCredential({ kysely }: Reading, id: string) {
  const row = await kysely
    .selectFrom('issued_credential')
    .select(['user_id', 'configuration_id', 'revoked_at_ms'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined
    ? null
    : { userId: row.user_id, configurationId: row.configuration_id, isRevoked: row.revoked_at_ms !== null };
}

/** What it was; null: it is unknown, another person's than `userId`, or revoked already. */
export async function revokeCredential(
  tx: Kysely<Schema>,
  { id, userId, at }: { readonly id: string; readonly userId: string | null; readonly at: Instant },
): Promise<{ readonly userId: string; readonly configurationId: string } | null> {
  const all = tx
    .updateTable('issued_credential')
    .set({ revoked_at_ms: at })
    .where('id', '=', id)
    .where('revoked_at_ms', 'is', null);
  const row = await (userId === null ? all : all.where('user_id', '=', userId))
    .returning(['user_id', 'configuration_id'])
    .executeTakeFirst();
  return row === undefined ? null : { userId: row.user_id, configurationId: row.configuration_id };
}

/** A request that an administrator has to decide. */
export type WaitingCredential = {
  readonly hash: string;
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
  readonly configurationId: string;
  readonly askedAt: Instant;
};

export type WaitingSelection = Pick<CredentialSelection, 'limit' | 'after'> & { readonly now: Epoch };

/** Those that nobody has decided, the longest first. */
export async function listWaiting(
  { kysely }: Reading,
  { now, limit, after }: WaitingSelection,
): Promise<readonly WaitingCredential[]> {
  const all = kysely
    .selectFrom('deferred_credential')
    .innerJoin('user_account', 'user_account.id', 'deferred_credential.user_id')
    .selectAll('deferred_credential')
    .select('user_account.username')
    .where('state', '=', sql.lit('pending'))
    .where('expires_at', '>', now)
    .orderBy('asked_at_ms')
    .orderBy('hash')
    .limit(limit);
  const rest =
    after === undefined ? all : all.where(sql<boolean>`(asked_at_ms, hash) > (${after.at}, ${after.id})`);
  return (await rest.execute()).map((row) => ({
    hash: row.hash,
    userId: row.user_id,
    username: row.username,
    clientId: row.client_id,
    configurationId: row.configuration_id,
    askedAt: instant(row.asked_at_ms),
  }));
}

export type Decided = {
  readonly hash: string;
  readonly decision: 'approved' | 'denied';
  readonly at: Instant;
};

/** What was decided; null: it is unknown, decided already, or too old. */
export async function decideWaiting(tx: Kysely<Schema>, { hash, decision, at }: Decided) {
  const row = await tx
    .updateTable('deferred_credential')
    .set({ state: decision, decided_at_ms: at })
    .where('hash', '=', hash)
    .where('state', '=', 'pending')
    .where('expires_at', '>', secondOf(at))
    .returning(['user_id', 'configuration_id'])
    .executeTakeFirst();
  return row === undefined ? null : { userId: row.user_id, configurationId: row.configuration_id };
}
