import { type Instant, secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { prepareInsert, prepareWrite } from '../../database/statement.ts';
import { consentRow } from '../rows/flow.ts';
import type { Writers } from './writer.ts';

type Pair = { user: string; client: string };

/** What people allowed. Removing it ends what it gave birth to, and what it still could (protocol.md IN-5). */
export function consentWriters(database: Database): Writers<'consent_given' | 'consent_revoked'> {
  const { union } = database.dialect;
  const merged = (column: string) =>
    sql`${sql.ref(column)} = ${union(sql.ref(`consent.${column}`), sql.ref(`excluded.${column}`))}`;
  const give = prepareInsert(database, 'consent', () => ({
    onConflict: sql`(user_id, client_id) do update set ${merged('scope')}, ${merged('resources')},
      ${merged('claims')}, ${merged('terms')}, redirect_host = excluded.redirect_host, given_at_ms = excluded.given_at_ms`,
  }));
  const withdraw = prepareWithdrawal(database);
  return {
    consent_given: ({ consent }) => [give(consentRow(consent), {})],
    consent_revoked: (fact, at) => withdraw({ user: fact.userId, client: fact.clientId }, at),
  };
}

/**
 * The consent first: whoever issues by it has committed by then, or will see that it is gone. Codes before families:
 * a redemption that was faster has committed its family before the families are ended.
 */
function prepareWithdrawal(database: Database) {
  const dropCodes = prepareWrite<Pair & { now: number }>(database, (kysely, { user, client, now }) =>
    kysely
      .deleteFrom('authorization_code')
      .where('redeemed_at_ms', 'is', null)
      .where('expires_at', '>', now)
      .where('user_id', '=', user)
      .where('client_id', '=', client),
  );
  const denyDevices = prepareWrite<Pair>(database, (kysely, { user, client }) =>
    kysely
      .updateTable('device_code')
      .set({ state: 'denied' })
      .where('state', '=', sql.lit('approved'))
      .where('user_id', '=', user)
      .where('client_id', '=', client),
  );
  const endFamilies = prepareWrite<Pair & { at: number }>(database, (kysely, { user, client, at }) =>
    kysely
      .updateTable('family')
      .set({ revoked_at_ms: at, revocation_reason: 'user' })
      .where('user_id', '=', user)
      .where('client_id', '=', client)
      .where('revoked_at_ms', 'is', null),
  );
  const drop = prepareWrite<Pair>(database, (kysely, { user, client }) =>
    kysely.deleteFrom('consent').where('user_id', '=', user).where('client_id', '=', client),
  );
  return (pair: Pair, at: Instant) => [
    drop(pair),
    dropCodes({ ...pair, now: secondOf(at) }),
    denyDevices(pair),
    endFamilies({ ...pair, at }),
  ];
}
