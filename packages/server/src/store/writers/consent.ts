import { longestConsent } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Schema } from '../../database/schema.ts';
import { prepareInsert, prepareWrite } from '../../database/statement.ts';
import { consentRow } from '../rows/flow.ts';
import type { Writers } from './writer.ts';

type Pair = { user: string; client: string };

/** What people allowed. Removing it ends what it gave birth to, and what it still could (protocol.md IN-5). */
export function consentWriters(database: Database): Writers<'consent_given' | 'consent_revoked'> {
  const { union } = database.dialect;
  const joined = (one: RawBuilder<string>, other: RawBuilder<string>) =>
    sql`case when ${isTooLong} then ${other} else ${union(one, other)} end`;
  const merged = (column: string) =>
    sql`${sql.ref(column)} = ${joined(sql.ref(`consent.${column}`), sql.ref(`excluded.${column}`))}`;
  const mergedDetails = sql`authorization_details = ${joined(details('consent'), details('excluded'))}`;
  const give = prepareInsert(database, 'consent', () => ({
    onConflict: sql`(user_id, client_id) do update set ${merged('scope')}, ${merged('resources')},
      ${merged('claims')}, ${merged('terms')}, ${mergedDetails}, redirect_host = excluded.redirect_host, given_at_ms = excluded.given_at_ms`,
  }));
  const withdraw = withdrawals.map((build) => prepareWrite<Withdrawal>(database, build));
  return {
    consent_given: ({ consent }) => [give(consentRow(consent), {})],
    consent_revoked: ({ userId: user, clientId: client }, at) =>
      withdraw.map((write) => write({ user, client, at, now: secondOf(at), reason: 'user' })),
  };
}

/** What is null holds none (0026). */
const details = (row: 'consent' | 'excluded') =>
  sql<string>`coalesce(${sql.ref(`${row}.authorization_details`)}, '[]')`;

const isTooLong = sql<boolean>`length(consent.scope) + length(consent.resources) + length(consent.claims)
  + length(consent.terms) + length(${details('consent')}) > ${sql.lit(longestConsent)}`;

export type Withdrawal = Pair & { at: number; now: number; reason: string };

type Build = (kysely: Kysely<Schema>, values: Withdrawal) => Compilable;

/**
 * The consent first: whoever issues by it has committed by then, or will see that it is gone. Codes before families:
 * a redemption that was faster has committed its family before the families are ended.
 */
const withdrawals: readonly Build[] = [
  (kysely, { user, client }) =>
    kysely.deleteFrom('consent').where('user_id', '=', user).where('client_id', '=', client),
  (kysely, { user, client, now }) =>
    kysely
      .deleteFrom('authorization_code')
      .where('redeemed_at_ms', 'is', null)
      .where('expires_at', '>', now)
      .where('user_id', '=', user)
      .where('client_id', '=', client),
  (kysely, { user, client }) =>
    kysely
      .updateTable('device_code')
      .set({ state: 'denied' })
      .where('state', '=', sql.lit('approved'))
      .where('user_id', '=', user)
      .where('client_id', '=', client),
  (kysely, { user, client, at, reason }) =>
    kysely
      .updateTable('family')
      .set({ revoked_at_ms: at, revocation_reason: reason })
      .where('user_id', '=', user)
      .where('client_id', '=', client)
      .where('revoked_at_ms', 'is', null),
  // Last: what began with a redemption that was faster is there by now
  (kysely, { user, client }) =>
    kysely.deleteFrom('managed_grant').where('user_id', '=', user).where('client_id', '=', client),
];

/** The same in a transaction under way. */
export async function withdrawConsent(tx: Kysely<Schema>, withdrawal: Withdrawal): Promise<void> {
  for (const build of withdrawals) await tx.executeQuery(build(tx, withdrawal).compile());
}
