/** Token sessions of anybody, paused, continued and ended in a transaction under way (product.md T-4). */

import type { Epoch, Instant } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
import type { PausedBy } from '../database/grant-tables.ts';
import type { Schema } from '../database/schema.ts';
import type { TokenKind } from './token-selection.ts';

/** Whether this made it so: of any number at once one does. */
type Changed = Promise<boolean>;

type Named = { readonly id: string; readonly at: Instant };

/** Final, with every token of it. */
export async function revokeFamilyIn(tx: Kysely<Schema>, { id, at }: Named): Changed {
  const { numUpdatedRows } = await tx
    .updateTable('family')
    .set({ revoked_at_ms: at, revocation_reason: 'admin' })
    .where('id', '=', id)
    .where('revoked_at_ms', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Final; until it would have expired anyway (protocol.md TO-2). */
export async function revokeTokenIn(
  tx: Kysely<Schema>,
  { tokenId, expiresAt }: { readonly tokenId: string; readonly expiresAt: Epoch },
): Changed {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('revoked_token')
    .values({ token_id: tokenId, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('token_id').doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

type Step = { readonly id: string; readonly by: PausedBy };

/**
 * Pauses what is neither paused nor revoked; nothing of it answers until it goes on. An administrator's pause takes
 * the place of the owner's.
 */
export async function pauseIn(
  tx: Kysely<Schema>,
  kind: TokenKind,
  { id, at, by }: Step & Pick<Named, 'at'>,
): Changed {
  const paused = { paused_at_ms: at, paused_by: by };
  const isFree = by === 'owner' ? unpaused : unpausedOrByOwner;
  const { numUpdatedRows } =
    kind === 'refresh'
      ? await tx
          .updateTable('family')
          .set(paused)
          .where('id', '=', id)
          .where(isFree)
          .where('revoked_at_ms', 'is', null)
          .executeTakeFirst()
      : await tx
          .updateTable('opaque_token')
          .set(paused)
          .where('hash', '=', id)
          .where(isFree)
          .where(notRevoked)
          .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lets what was paused, and not revoked since, go on; its owner only what nobody but they paused. */
export async function resumeIn(tx: Kysely<Schema>, kind: TokenKind, { id, by }: Step): Changed {
  const resumed = { paused_at_ms: null, paused_by: null };
  const isTheirs = by === 'owner' ? pausedByOwner : sql<boolean>`paused_at_ms is not null`;
  const { numUpdatedRows } =
    kind === 'refresh'
      ? await tx
          .updateTable('family')
          .set(resumed)
          .where('id', '=', id)
          .where(isTheirs)
          .where('revoked_at_ms', 'is', null)
          .executeTakeFirst()
      : await tx
          .updateTable('opaque_token')
          .set(resumed)
          .where('hash', '=', id)
          .where(isTheirs)
          .where(notRevoked)
          .executeTakeFirst();
  return numUpdatedRows > 0n;
}

const unpaused = sql<boolean>`paused_at_ms is null`;
const pausedByOwner = sql<boolean>`paused_by = 'owner'`;
const unpausedOrByOwner = sql<boolean>`(paused_at_ms is null or paused_by = 'owner')`;

const notRevoked = sql<boolean>`not exists
  (select 1 from revoked_token where revoked_token.token_id = opaque_token.token_id)`;
