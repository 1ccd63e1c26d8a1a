/** Which notices people want (mail.md M-6): rows only where they said so. */

import type { UserId } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** What they said of each; one they said nothing of is absent. */
export async function readMailChoices(
  kysely: Kysely<Schema>,
  user: UserId,
): Promise<ReadonlyMap<string, 'wanted' | 'unwanted'>> {
  const rows = await kysely
    .selectFrom('mail_choice')
    .select(['notice', 'wanted'])
    .where('user_id', '=', user)
    .execute();
  return new Map(rows.map(({ notice, wanted }) => [notice, wanted === 1 ? 'wanted' : 'unwanted']));
}

/** The rest stays as it was said before. */
export async function saveMailChoices(
  tx: Kysely<Schema>,
  user: UserId,
  choices: Readonly<Record<string, 'wanted' | 'unwanted'>>,
): Promise<void> {
  const rows = Object.entries(choices).map(([notice, choice]) => ({
    ...{ user_id: user, notice },
    wanted: choice === 'wanted' ? 1 : 0,
  }));
  if (rows.length === 0) return;
  await tx
    .insertInto('mail_choice')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'notice']).doUpdateSet(({ ref }) => ({ wanted: ref('excluded.wanted') })),
    )
    .execute();
}

/** Administrators who asked for it, at an address that is known to be theirs. */
export async function administratorsWanting(
  kysely: Kysely<Schema>,
  notice: string,
): Promise<readonly string[]> {
  const rows = await kysely
    .selectFrom('mail_choice')
    .innerJoin('user_account', 'user_account.id', 'mail_choice.user_id')
    .select('user_account.id')
    .where('mail_choice.notice', '=', notice)
    .where('mail_choice.wanted', '=', 1)
    .where('user_account.role', '=', 'admin')
    .where('user_account.disabled_at_ms', 'is', null)
    .where('user_account.email_verified_at', 'is not', null)
    .execute();
  return rows.map(({ id }) => id);
}
