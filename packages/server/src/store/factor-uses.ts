/** Each use of a second factor counts once: of any number at the same time one wins (product.md F-2, F-3, F-4). */

import type { Epoch, Hash, UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Accepts the time step unless it, or a later one, was accepted before (RFC 6238 §5.2). */
export async function spendTotpStep(
  tx: Kysely<Schema>,
  owner: UserId,
  { step, at }: { readonly step: number; readonly at: Epoch },
): Promise<boolean> {
  const spent = await tx
    .updateTable('totp_factor')
    .set({ last_step: step, last_used_at: at })
    .where('user_id', '=', owner)
    .where('last_step', '<', step)
    .returning('user_id')
    .executeTakeFirst();
  return spent !== undefined;
}

/** `hashes`: what the code may be stored as, one for each secret that counts. */
export async function spendRecoveryCode(
  tx: Kysely<Schema>,
  owner: UserId,
  { hashes, at }: { readonly hashes: readonly string[]; readonly at: Epoch },
): Promise<boolean> {
  const spent = await tx
    .updateTable('recovery_code')
    .set({ used_at: at })
    .where('hash', 'in', hashes)
    .where('user_id', '=', owner)
    .where('used_at', 'is', null)
    .returning('hash')
    .executeTakeFirst();
  return spent !== undefined;
}

export type PasskeyUse = {
  readonly id: string;
  readonly signCount: number;
  readonly at: Epoch;
  /** SHA-256 of the challenge that was answered, and until when it could be. */
  readonly challenge: { readonly hash: Hash; readonly until: Epoch };
};

/** `fallen`: the counter stands no higher than before, as that of a copy would (WebAuthn §6.1.1). */
export async function spendPasskey(
  tx: Kysely<Schema>,
  { id, signCount, at, challenge }: PasskeyUse,
): Promise<'spent' | 'used_before' | 'fallen'> {
  if (!(await spendChallenge(tx, challenge, at))) return 'used_before';
  const counted = await tx
    .updateTable('passkey')
    .set({ sign_count: signCount, last_used_at: at })
    .where('id', '=', id)
    .where((row) => (signCount === 0 ? row('sign_count', '=', 0) : row('sign_count', '<', signCount)))
    .returning('id')
    .executeTakeFirst();
  return counted === undefined ? 'fallen' : 'spent';
}

/** The challenge of a passkey that is added, likewise. */
export async function spendChallenge(
  tx: Kysely<Schema>,
  { hash, until }: PasskeyUse['challenge'],
  now: Epoch,
): Promise<boolean> {
  const seen = await tx
    .insertInto('seen_proof')
    .values({ hash, until })
    .onConflict((conflict) =>
      conflict.column('hash').doUpdateSet({ until }).where('seen_proof.until', '<=', now),
    )
    .returning('hash')
    .executeTakeFirst();
  return seen !== undefined;
}
