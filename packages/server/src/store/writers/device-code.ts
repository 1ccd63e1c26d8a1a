import type { DeviceCode, Fact } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { type Kysely, sql, type UpdateQueryBuilder, type UpdateResult } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { AuthorizationCodeTable, Schema } from '../../database/schema.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { newNotice } from '../rows/backchannel-notice.ts';
import { detailsColumn, signInColumns, toldColumn } from '../rows/columns.ts';
import { deviceCodeRow } from '../rows/device-code.ts';
import { partiesLive, sessionLives } from './live.ts';
import { prepareSessionClient } from './session.ts';
import type { FactOf, Writers } from './writer.ts';

type Bound = { hash: string; session: string; now: number };

/** Who may decide: the session that entered the code, or the person that a client asks. */
type Whose = 'entered_in' | 'asked_of';

/** Device codes: entered, decided once by the session that entered them last, redeemed once (protocol.md DV-4). */
export function deviceWriters(
  database: Database,
): Writers<
  'device_code_issued' | 'device_code_entered' | 'device_approved' | 'device_denied' | 'device_redeemed'
> {
  // protocol.md DV-2: the user code is unique among the rows that are kept, hence among the live ones
  const issue = prepareInsert(database, 'device_code', () => ({ onConflict: sql`do nothing` }));
  const enter = prepareWrite<Bound>(database, (kysely, { hash, session, now }) =>
    pending(kysely, hash, now).set({ bound_session: session }),
  );
  const redeem = prepareRedemption(database);
  return {
    device_code_issued: ({ deviceCode }) => [guarded(issue(deviceCodeRow(deviceCode), {}))],
    device_code_entered: ({ hash, session }, at) => [guarded(enter({ hash, session, now: secondOf(at) }))],
    device_approved: prepareApproval(database, 'entered_in'),
    device_denied: prepareDenial(database, 'entered_in'),
    device_redeemed: ({ deviceCode: { hash, clientId, decision } }) => [
      guarded(redeem({ hash, client: clientId, ...approvedBy(decision) })),
    ],
  };
}

type BackchannelFact = Extract<Fact, { kind: `backchannel_${string}` }>;

/** The same of requests to a person (CIBA): so many at most, and decided by them (advanced.md CIB-5). */
export function backchannelWriters(database: Database): Writers<BackchannelFact['kind']> {
  const request = prepareRequest(database);
  const approve = prepareApproval(database, 'asked_of');
  const deny = prepareDenial(database, 'asked_of');
  const notify = prepareInsert(database, 'backchannel_notice', () => ({ onConflict: sql`do nothing` }));
  const pings = (
    { hash: id, clientId: client_id, ping }: FactOf<'backchannel_approved' | 'backchannel_denied'>,
    at: number,
  ) => {
    if (ping === null) return [];
    return [notify(newNotice({ id, client_id, uri: ping.uri, message: ping.sealed }, at), {})];
  };
  return {
    backchannel_requested: ({ request: asked, most, since }) => [
      guarded(request(deviceCodeRow(asked), { most, since })),
    ],
    ...unnamedWriters(database),
    backchannel_approved: (fact, at) => [...approve(fact, at), ...pings(fact, at)],
    backchannel_denied: (fact, at) => [...deny(fact, at), ...pings(fact, at)],
  };
}

/** Of requests whose person a front-end knows: told of to their client, and then asked of somebody, once each. */
function unnamedWriters(
  database: Database,
): Writers<'backchannel_acknowledged' | 'backchannel_withdrawn' | 'backchannel_person_found'> {
  type Waiting = { hash: string; now: number };
  const acknowledge = prepareWrite<Waiting & { session: string }>(
    database,
    (kysely, { hash, session, now }) =>
      pending(kysely, hash, now)
        .where('acr_values', 'is not', null)
        .where('asked_user_id', 'is', null)
        .where('bound_session', 'is', null)
        .set({ bound_session: session }),
  );
  const withdraw = prepareWrite<Waiting>(database, (kysely, { hash, now }) =>
    kysely
      .deleteFrom('device_code')
      .where('hash', '=', hash)
      .where('state', '=', sql.lit('pending'))
      .where('expires_at', '>', now)
      .where('acr_values', 'is not', null)
      .where('asked_user_id', 'is', null)
      .where('bound_session', 'is', null),
  );
  const find = prepareWrite<Waiting & { user: string }>(database, (kysely, { hash, user, now }) =>
    pending(kysely, hash, now)
      .where('acr_values', 'is not', null)
      .where('asked_user_id', 'is', null)
      .where('bound_session', 'is not', null)
      .set({ asked_user_id: user }),
  );
  return {
    backchannel_acknowledged: ({ hash, session }, at) => [
      guarded(acknowledge({ hash, session, now: secondOf(at) })),
    ],
    backchannel_withdrawn: ({ hash }, at) => [guarded(withdraw({ hash, now: secondOf(at) }))],
    backchannel_person_found: ({ hash, userId: user }, at) => [
      guarded(find({ hash, user, now: secondOf(at) })),
    ],
  };
}

const prepareRequest = (database: Database) =>
  prepareInsert<'device_code', { most: number; since: number }>(
    database,
    'device_code',
    ({ client_id, asked_user_id, most, since }) => ({
      where: sql<boolean>`(select count(*) from device_code where asked_user_id = ${asked_user_id}
        and issued_at_ms >= ${since} and client_id = ${client_id}) < ${most}`,
      onConflict: sql`do nothing`,
    }),
  );

const approvedBy = (decision: DeviceCode['decision']) => {
  const approval = decision.kind === 'approved' ? decision.approval : null;
  return { user: approval?.userId ?? '', session: approval?.sessionId ?? '' };
};

type Redemption = { hash: string; session: string; user: string; client: string };

/** Only in the session it was read in: the family is to end with the one that goes on (protocol.md SE-2, LO-5). */
const prepareRedemption = (database: Database) =>
  prepareWrite<Redemption>(database, (kysely, values) =>
    kysely
      .updateTable('device_code')
      .set({ state: 'redeemed' })
      .where('hash', '=', values.hash)
      .where('session_hash', '=', values.session)
      .where('state', '=', sql.lit('approved'))
      .where(partiesLive(kysely, values.user, values.client)),
  );

const pending = (
  kysely: Kysely<Schema>,
  hash: string,
  now: number,
): UpdateQueryBuilder<Schema, 'device_code', 'device_code', UpdateResult> =>
  kysely
    .updateTable('device_code')
    .where('hash', '=', hash)
    .where('state', '=', sql.lit('pending'))
    .where('expires_at', '>', now);

const decidable = (
  kysely: Kysely<Schema>,
  { hash, session, user, now }: Bound & { user: string },
  whose: Whose,
): ReturnType<typeof pending> =>
  whose === 'entered_in'
    ? pending(kysely, hash, now).where('bound_session', '=', session)
    : pending(kysely, hash, now).where('asked_user_id', '=', user);

function prepareDenial(database: Database, whose: Whose) {
  const deny = prepareWrite<Bound & { user: string; at: number }>(database, (kysely, values) =>
    decidable(kysely, values, whose).set({
      state: 'denied',
      decided_at_ms: values.at,
      bound_session: values.session,
    }),
  );
  return ({ hash, session, userId: user }: FactOf<'device_denied' | 'backchannel_denied'>, at: number) => [
    guarded(deny({ hash, session, user, now: Math.floor(at / 1000), at })),
  ];
}

type Approved = Bound &
  Pick<
    AuthorizationCodeTable,
    'auth_time' | 'acr' | 'amr' | 'provider' | 'claims' | 'scope' | 'resources'
  > & {
    user: string;
    family: string;
    grant: string | null;
    details: string | null;
    told: string | null;
    sid: string;
    at: number;
  };

/** The client is in the session from here on: it hears of a logout even before its next poll. */
function prepareApproval(database: Database, whose: Whose) {
  const approve = prepareWrite<Approved>(database, (kysely, values) =>
    decidable(kysely, values, whose)
      .set({
        state: 'approved',
        decided_at_ms: values.at,
        bound_session: values.session,
        user_id: values.user,
        family_id: values.family,
        auth_time: values.auth_time,
        acr: values.acr,
        amr: values.amr,
        provider: values.provider,
        claims: values.claims,
        scope: values.scope,
        resources: values.resources,
        grant_id: values.grant,
        approved_details: values.details,
        told: values.told,
        session_hash: values.session,
        sid: values.sid,
      })
      .where(sessionLives(database, values.session, values.now)),
  );
  const recordClient = prepareSessionClient(database);
  return (
    { hash, clientId, session, approval }: FactOf<'device_approved' | 'backchannel_approved'>,
    at: number,
  ) => [
    guarded(
      approve({
        hash,
        session,
        user: approval.userId,
        family: approval.familyId,
        claims: JSON.stringify(approval.claims),
        scope: JSON.stringify(approval.scope),
        resources: JSON.stringify(approval.resources),
        grant: approval.grantId,
        details: detailsColumn(approval.details),
        told: toldColumn(approval),
        ...signInColumns(approval.authentication),
        sid: approval.sid,
        now: Math.floor(at / 1000),
        at,
      }),
    ),
    recordClient({ session_hash: session, client_id: clientId, sid: approval.sid }, {}),
  ];
}
