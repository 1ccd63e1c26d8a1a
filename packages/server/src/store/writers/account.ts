import { secondOf } from '@grantor/protocol';
import { type Compilable, type Kysely, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Schema } from '../../database/schema.ts';
import { prepareWrite } from '../../database/statement.ts';
import type { Writers } from './writer.ts';

export type TokensEnded = { user: string; reason: string; at: number; now: number };

type Build = (kysely: Kysely<Schema>, values: TokensEnded) => Compilable;

/** Codes before families: a redemption that was faster has committed its family before the families are ended. */
const endings: readonly Build[] = [
  (kysely, { user, at }) =>
    kysely.updateTable('user_account').set({ tokens_valid_from_ms: at }).where('id', '=', user),
  (kysely, { user, now }) =>
    kysely
      .deleteFrom('authorization_code')
      .where('redeemed_at_ms', 'is', null)
      .where('expires_at', '>', now)
      .where('user_id', '=', user),
  (kysely, { user }) =>
    kysely
      .updateTable('device_code')
      .set({ state: 'denied' })
      .where('state', '=', sql.lit('approved'))
      .where('user_id', '=', user),
  (kysely, { user, at, reason }) =>
    kysely
      .updateTable('family')
      .set({ revoked_at_ms: at, revocation_reason: reason })
      .where('user_id', '=', user)
      .where('revoked_at_ms', 'is', null),
];

/** What applications hold of a person (security.md R-12). */
export function accountWriters(database: Database): Writers<'account_tokens_revoked'> {
  const writes = endings.map((build) => prepareWrite<TokensEnded>(database, build));
  return {
    account_tokens_revoked: ({ userId, reason }, at) =>
      writes.map((write) => write({ user: userId, reason, at, now: secondOf(at) })),
  };
}

/** The same in a transaction under way. */
export async function endTokens(tx: Kysely<Schema>, ended: TokensEnded): Promise<void> {
  for (const build of endings) await tx.executeQuery(build(tx, ended).compile());
}
