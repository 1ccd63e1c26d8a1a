import { secondOf } from '@grantor/protocol';
import { type Compilable, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Schema } from '../../database/schema.ts';
import { prepareInsert, prepareWrite } from '../../database/statement.ts';
import type { FactOf, Writers } from './writer.ts';

/** Prepares the record that a client takes part in a session; the first `sid` stays. */
export const prepareSessionClient = (database: Database) =>
  prepareInsert(database, 'session_client', () => ({ onConflict: sql`do nothing` }));

/** The ends of browser sessions: of one, or of all of a person but one (protocol.md LO-3, LO-5). */
export function sessionWriters(database: Database): Writers<'session_ended' | 'sessions_ended'> {
  const endOne = prepareEnding(sessionEndings(isOne), database);
  const endOthers = prepareEnding(sessionEndings(isOther), database);
  return {
    session_ended: ({ session, userId, reason }, at) =>
      endOne({ session, user: userId, reason: revocationReason[reason], at, now: secondOf(at) }),
    sessions_ended: ({ userId, except, reason }, at) =>
      endOthers({
        session: except ?? nobody,
        user: userId,
        reason: revocationReason[reason],
        at,
        now: secondOf(at),
      }),
  };
}

export type Ended = { session: string; user: string; reason: string; at: number; now: number };

type Build = (kysely: Kysely<Schema>, values: Ended) => Compilable;

const prepareEnding = (builds: readonly Build[], database: Database) => {
  const writes = builds.map((build) => prepareWrite<Ended>(database, build));
  return (values: Ended) => writes.map((write) => write(values));
};

/** Which sessions end, as a condition on any column that names a session. */
type Which = (column: string, values: Ended) => RawBuilder<boolean>;

const isOne: Which = (column, { session }) => sql<boolean>`${sql.ref(column)} = ${session}`;

/** Each statement looks anew, so a session that took the place of an earlier one meanwhile ends, too. */
const isOther: Which = (column, { session, user }) =>
  sql<boolean>`${sql.ref(column)} in (select hash from browser_session where user_id = ${user} and hash <> ${session})`;

/** No session: none is spared. */
const nobody = '';

/** Expires first: whoever issues in the session has committed by then, or will see that it ended. */
function sessionEndings(which: Which): readonly Build[] {
  return [
    (kysely, values) =>
      kysely.updateTable('browser_session').set({ expires_at: 0 }).where(which('hash', values)),
    (kysely, values) => queueNotices(kysely, values, which),
    (kysely, values) =>
      kysely
        .deleteFrom('authorization_code')
        .where('redeemed_at_ms', 'is', null)
        .where('expires_at', '>', values.now)
        .where(which('session_hash', values))
        .where(endsHere('authorization_code')),
    // An approval not yet collected is what the family it would give birth to is (protocol.md LO-5).
    (kysely, values) =>
      kysely
        .updateTable('device_code')
        .set({ state: 'denied' })
        .where('state', '=', sql.lit('approved'))
        .where('user_id', '=', values.user)
        .where(which('session_hash', values))
        .where(endsHere('device_code')),
    (kysely, values) =>
      kysely
        .updateTable('family')
        .set({ revoked_at_ms: values.at, revocation_reason: values.reason })
        .where(which('ends_with_session', values))
        .where('revoked_at_ms', 'is', null),
    (kysely, values) => endOutliving(kysely, values, which),
    (kysely, values) => kysely.deleteFrom('browser_session').where(which('hash', values)),
  ];
}

/** Families that were to outlive the session by a right that their client has lost since (security.md T-4). */
const endOutliving = (kysely: Kysely<Schema>, values: Ended, which: Which): Compilable =>
  kysely
    .updateTable('family')
    .set({ revoked_at_ms: values.at, revocation_reason: values.reason })
    .where('user_id', '=', values.user)
    .where('revoked_at_ms', 'is', null)
    .where(sql<boolean>`${lists('openid')} and ${lists('offline_access')} and not ${mayOutlive('family')}`)
    // Their session may have gone on under other ids; its client knows it by the same name still
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('session_client')
          .select(sql.lit(1).as('one'))
          .where(which('session_client.session_hash', values))
          .whereRef('session_client.client_id', '=', 'family.client_id')
          .whereRef('session_client.sid', '=', 'family.sid'),
      ),
    );

/**
 * Whether the client of the row may still ask for what outlives a session: one that registered itself always may, another
 * where it is among its scopes (protocol.md SC-4, SC-5).
 */
const mayOutlive = (table: 'family' | Unborn): RawBuilder<boolean> =>
  sql`not exists (select 1 from client where client.id = ${sql.ref(`${table}.client_id`)}
    and client.source not in ('dynamic', 'document', 'federation')
    and client.settings = replace(client.settings, '"offline_access"', ''))`;

type Unborn = 'authorization_code' | 'device_code';

/** Whether what is not collected yet of a session ends with it, as the family would that came of it (protocol.md LO-5). */
const endsHere = (table: Unborn): RawBuilder<boolean> =>
  sql`${lists('openid')} and not (${lists('offline_access')} and ${mayOutlive(table)})`;

/** Whether the scope of the row has this name: letter by letter, which `like` does not compare. */
const lists = (name: string): RawBuilder<boolean> =>
  sql`scope <> replace(scope, ${sql.lit(JSON.stringify(name))}, '')`;

const endIn = async (which: Which, tx: Kysely<Schema>, ended: Ended): Promise<void> => {
  for (const build of sessionEndings(which)) await tx.executeQuery(build(tx, ended).compile());
};

/** Every session of a person ends, in a transaction under way. */
export const endEverySession = (tx: Kysely<Schema>, ended: Omit<Ended, 'session'>): Promise<void> =>
  endIn(isOther, tx, { ...ended, session: nobody });

/** Every session of a person but this one. */
export const endSessionsBut = (tx: Kysely<Schema>, ended: Ended): Promise<void> => endIn(isOther, tx, ended);

/** This session of the person alone; false: it has ended already. */
export async function endSessionIn(tx: Kysely<Schema>, ended: Ended): Promise<boolean> {
  const live = tx.selectFrom('browser_session').select('hash').where('hash', '=', ended.session);
  if ((await live.executeTakeFirst()) === undefined) return false;
  await endIn(isOne, tx, ended);
  return true;
}

const revocationReason: Record<FactOf<'session_ended'>['reason'], string> = {
  logout: 'logout',
  admin: 'admin',
  security: 'security',
  password: 'security',
};

function queueNotices(kysely: Kysely<Schema>, ended: Ended, which: Which): Compilable {
  return kysely
    .insertInto('logout_notice')
    .columns(['id', 'client_id', 'user_id', 'sid', 'uri', 'attempts', 'created_at', 'next_attempt_at'])
    .expression((eb) =>
      eb
        .selectFrom('session_client')
        .innerJoin('client', 'client.id', 'session_client.client_id')
        .select([
          'session_client.sid as id',
          'session_client.client_id',
          sql<string>`cast(${ended.user} as text)`.as('user_id'),
          'session_client.sid',
          sql<string>`client.backchannel_logout_uri`.as('uri'),
          sql.lit(0).as('attempts'),
          sql<number>`cast(${ended.now} as bigint)`.as('created_at'),
          sql<number>`cast(${ended.now} as bigint)`.as('next_attempt_at'),
        ])
        .where(which('session_client.session_hash', ended))
        .where('client.backchannel_logout_uri', 'is not', null),
    )
    .onConflict((conflict) => conflict.doNothing());
}
