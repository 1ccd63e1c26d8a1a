import { secondOf } from '@grantor/protocol';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { familyRow } from '../rows/family.ts';
import { consentStands, partiesLive, type RestingOn, sessionLives } from './live.ts';
import { prepareSessionClient } from './session.ts';
import type { Writers } from './writer.ts';

/** Families, as they begin and end. */
export function familyWriters(
  database: Database,
): Writers<'family_started' | 'answered_in_front' | 'administrative_token_issued' | 'family_revoked'> {
  const start = prepareInsert(database, 'family');
  const startLive = prepareInsert(database, 'family', (family) => ({
    where: partiesLive(database.kysely, family.user_id, family.client_id),
  }));
  const answerInFront = prepareAnswerInFront(database);
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
