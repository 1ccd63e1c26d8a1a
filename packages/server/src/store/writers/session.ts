import { secondOf } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { prepareInsert, prepareWrite } from '../statement.ts';
import type { FactOf, Writers } from './writer.ts';

/** Prepares the record that a client takes part in a session; the first `sid` stays. */
export const prepareSessionClient = (database: Database) =>
  prepareInsert(database, 'session_client', () => ({ onConflict: sql`do nothing` }));

/** The end of a browser session (protocol.md LO-3, LO-5). */
export function sessionWriters(database: Database): Writers<'session_ended'> {
  const expire = prepareWrite<{ session: string }>(database, (kysely, { session }) =>
    kysely.updateTable('browser_session').set({ expires_at: 0 }).where('hash', '=', session),
  );
  const queueNotices = prepareNotices(database);
  const endFamilies = prepareWrite<{ session: string; at: number; reason: string }>(
    database,
    (kysely, values) =>
      kysely
        .updateTable('family')
        .set({ revoked_at_ms: values.at, revocation_reason: values.reason })
        .where('ends_with_session', '=', values.session)
        .where('revoked_at_ms', 'is', null),
  );
  const dropCodes = prepareWrite<{ session: string; now: number }>(database, (kysely, { session, now }) =>
    kysely
      .deleteFrom('authorization_code')
      .where('redeemed_at_ms', 'is', null)
      .where('expires_at', '>', now)
      .where('ends_with_session', '=', session),
  );
  // An approval not yet collected is what the family it would give birth to is (protocol.md LO-5).
  const denyDevices = prepareWrite<{ session: string; user: string }>(database, (kysely, { session, user }) =>
    kysely
      .updateTable('device_code')
      .set({ state: 'denied' })
      .where('state', '=', sql.lit('approved'))
      .where('user_id', '=', user)
      .where('session_hash', '=', session)
      .where('scope', 'like', sql.lit('%"openid"%'))
      .where('scope', 'not like', sql.lit('%"offline_access"%')),
  );
  const drop = prepareWrite<{ session: string }>(database, (kysely, { session }) =>
    kysely.deleteFrom('browser_session').where('hash', '=', session),
  );
  return {
    // Expires first: whoever issues in the session has committed by then, or will see that it ended.
    session_ended: ({ session, userId, reason }, at) => [
      expire({ session }),
      queueNotices({ session, user: userId, now: secondOf(at) }),
      dropCodes({ session, now: secondOf(at) }),
      denyDevices({ session, user: userId }),
      endFamilies({ session, at, reason: revocationReason[reason] }),
      drop({ session }),
    ],
  };
}

const revocationReason: Record<FactOf<'session_ended'>['reason'], string> = {
  logout: 'logout',
  admin: 'admin',
  security: 'security',
  password: 'security',
};

function prepareNotices(database: Database) {
  return prepareWrite<{ session: string; user: string; now: number }>(
    database,
    (kysely, { session, user, now }) =>
      kysely
        .insertInto('logout_notice')
        .columns(['id', 'client_id', 'user_id', 'sid', 'uri', 'attempts', 'created_at', 'next_attempt_at'])
        .expression((eb) =>
          eb
            .selectFrom('session_client')
            .innerJoin('client', 'client.id', 'session_client.client_id')
            .select([
              'session_client.sid as id',
              'session_client.client_id',
              sql<string>`cast(${user} as text)`.as('user_id'),
              'session_client.sid',
              sql<string>`client.backchannel_logout_uri`.as('uri'),
              sql.lit(0).as('attempts'),
              sql<number>`cast(${now} as bigint)`.as('created_at'),
              sql<number>`cast(${now} as bigint)`.as('next_attempt_at'),
            ])
            .where('session_client.session_hash', '=', session)
            .where('client.backchannel_logout_uri', 'is not', null),
        )
        .onConflict((conflict) => conflict.doNothing()),
  );
}
