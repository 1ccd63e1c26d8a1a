import { type Instant, secondOf } from '@grantor/protocol';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { Schema } from '../../database/schema.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { confirmationColumn } from '../rows/columns.ts';
import { expiryDay, familyRow, rotatedColumn } from '../rows/family.ts';
import { consentStands, partiesLive, type RestingOn, sessionLives } from './live.ts';
import { prepareSessionClient } from './session.ts';
import type { FactOf, Writers } from './writer.ts';

type Used = {
  id: string;
  presented: string;
  user: string;
  client: string;
  at: number;
  refreshExpiresAt: number;
  expiresAt: number;
  expiresDay: number;
  newestId: string;
  newestExpiresAt: number;
};

type Rotation = { next: string; rotated: string; confirmation: string | null };

/** Families and the refresh token each holds in its own row (protocol.md RF-5). */
export function familyWriters(
  database: Database,
): Writers<
  | 'family_started'
  | 'answered_in_front'
  | 'administrative_token_issued'
  | 'refresh_rotated'
  | 'refresh_used'
  | 'family_revoked'
> {
  const start = prepareInsert(database, 'family');
  const startLive = prepareInsert(database, 'family', (family) => ({
    where: partiesLive(database.kysely, family.user_id, family.client_id),
  }));
  const answerInFront = prepareAnswerInFront(database);
  const rotate = prepareRotation(database);
  const use = prepareUse(database);
  const revoke = prepareWrite<{ id: string; at: number; reason: string }>(database, (kysely, values) =>
    kysely
      .updateTable('family')
      .set({ revoked_at_ms: values.at, revocation_reason: values.reason })
      .where('id', '=', values.id)
      .where('revoked_at_ms', 'is', null),
  );
  return {
    family_started: ({ family }) => [start(familyRow(family), {})],
    answered_in_front: answerInFront,
    administrative_token_issued: ({ family }) =>
      family === null ? [] : [guarded(startLive(familyRow(family), {}))],
    refresh_rotated: (fact, at) => [
      guarded(rotate[dayOf(fact)]({ ...used(fact, at), ...rotation(fact, at) })),
    ],
    refresh_used: (fact, at) => [guarded(use[dayOf(fact)](used(fact, at)))],
    family_revoked: ({ familyId, reason }, at) => {
      const write = revoke({ id: familyId, at, reason });
      return [reason === 'security' ? guarded(write) : write];
    },
  };
}

/** As a code is issued: in a living session, by an approval that stands. */
function prepareAnswerInFront(database: Database): Writers<'answered_in_front'>['answered_in_front'] {
  const prepareStart = (consent: (resting: RestingOn) => RawBuilder<boolean>) =>
    prepareInsert<'family', { now: number; session: string; givenAt: number }>(
      database,
      'family',
      ({ user_id: user, client_id: client, session, now, givenAt }) => ({
        where: sql`${partiesLive(database.kysely, user, client)}
        and ${sessionLives(database, session, now)} and ${consent({ user, client, givenAt })}`,
      }),
    );
  const start = prepareStart(() => sql`1 = 1`);
  const startAsBefore = prepareStart((resting) => consentStands(database, resting));
  const recordClient = prepareSessionClient(database);
  return ({ family, consent }, at) => {
    const { sessionId: session, clientId, sid } = family;
    const write = consent === undefined ? start : startAsBefore;
    return [
      guarded(write(familyRow(family), { now: secondOf(at), session, givenAt: consent ?? 0 })),
      recordClient({ session_hash: session, client_id: clientId, sid }, {}),
    ];
  };
}

const used = (fact: FactOf<'refresh_rotated' | 'refresh_used'>, at: number): Used => ({
  id: fact.family.id,
  presented: fact.presented,
  user: fact.family.userId,
  client: fact.family.clientId,
  at,
  refreshExpiresAt: fact.refreshExpiresAt,
  expiresAt: fact.expiresAt,
  expiresDay: expiryDay(fact.expiresAt),
  newestId: fact.newest.tokenId,
  newestExpiresAt: fact.newest.expiresAt,
});

const rotation = (fact: FactOf<'refresh_rotated'>, at: Instant): Rotation => ({
  next: fact.next,
  rotated: rotatedBy(fact, at),
  confirmation: confirmationColumn(fact.confirmation),
});

/** No rotation came between: then the presented token would not be current any more, and the guard not hold. */
const rotatedBy = ({ presented, sealedAnswer, earlier }: FactOf<'refresh_rotated'>, at: Instant): string =>
  rotatedColumn([{ hash: presented, rotatedAt: at, sealedAnswer }, ...earlier]);

/** Whether the day of the end moves; writing it costs a place in an index, also where it is the same. */
type Day = 'same day' | 'later day';

const dayOf = (fact: FactOf<'refresh_rotated' | 'refresh_used'>): Day =>
  expiryDay(fact.expiresAt) === expiryDay(fact.family.expiresAt) ? 'same day' : 'later day';

const perDay = <Prepared>(prepare: (day: Day) => Prepared): Readonly<Record<Day, Prepared>> => ({
  'same day': prepare('same day'),
  'later day': prepare('later day'),
});

const prepareRotation = (database: Database) =>
  perDay((day) =>
    prepareWrite<Used & Rotation>(database, (kysely, values) =>
      usedNow(kysely, values, day).set({
        refresh_hash: values.next,
        rotated: values.rotated,
        confirmation: values.confirmation,
      }),
    ),
  );

const prepareUse = (database: Database) =>
  perDay((day) => prepareWrite<Used>(database, (kysely, values) => usedNow(kysely, values, day)));

/** The family whose current token was presented, while it lives. */
const usedNow = (kysely: Kysely<Schema>, values: Used, day: Day) =>
  kysely
    .updateTable('family')
    .set({
      refresh_expires_at: values.refreshExpiresAt,
      expires_at: values.expiresAt,
      ...(day === 'same day' ? {} : { expires_day: values.expiresDay }),
      last_used_at_ms: values.at,
      newest_token_id: values.newestId,
      newest_expires_at: values.newestExpiresAt,
    })
    .where('id', '=', values.id)
    .where('refresh_hash', '=', values.presented)
    .where('revoked_at_ms', 'is', null)
    .where('paused_at_ms', 'is', null)
    .where(partiesLive(kysely, values.user, values.client));
