/** Token sessions of anybody, paused, continued and ended in a transaction under way (product.md T-4). */

import type { Epoch, Instant } from '@grantor/protocol';
import { type Kysely, sql } from 'kysely';
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

/** Pauses what is neither paused nor revoked; nothing of it answers until it goes on. */
export async function pauseIn(tx: Kysely<Schema>, kind: TokenKind, { id, at }: Named): Changed {
  const { numUpdatedRows } =
    kind === 'refresh'
      ? await tx
          .updateTable('family')
          .set({ paused_at_ms: at })
          .where('id', '=', id)
          .where('paused_at_ms', 'is', null)
          .where('revoked_at_ms', 'is', null)
          .executeTakeFirst()
      : await tx
          .updateTable('opaque_token')
          .set({ paused_at_ms: at })
          .where('hash', '=', id)
          .where('paused_at_ms', 'is', null)
          .where(notRevoked)
          .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lets what was paused, and not revoked since, go on. */
export async function resumeIn(tx: Kysely<Schema>, kind: TokenKind, { id }: Pick<Named, 'id'>): Changed {
  const { numUpdatedRows } =
    kind === 'refresh'
      ? await tx
          .updateTable('family')
          .set({ paused_at_ms: null })
          .where('id', '=', id)
          .where('paused_at_ms', 'is not', null)
          .where('revoked_at_ms', 'is', null)
          .executeTakeFirst()
      : await tx
          .updateTable('opaque_token')
          .set({ paused_at_ms: null })
          .where('hash', '=', id)
          .where('paused_at_ms', 'is not', null)
          .where(notRevoked)
          .executeTakeFirst();
  return numUpdatedRows > 0n;
}

const notRevoked = sql<boolean>`not exists
  (select 1 from revoked_token where revoked_token.token_id = opaque_token.token_id)`;
