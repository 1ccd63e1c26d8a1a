import type { Instant } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Database } from '../../database/database.ts';
import type { FamilyAnswers, Schema } from '../../database/schema.ts';
import { guarded, prepareWrite } from '../../database/statement.ts';
import { confirmationColumn } from '../rows/columns.ts';
import { answerColumns, expiryDay, placeRotated } from '../rows/family.ts';
import { partiesLive } from './live.ts';
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

type Rotated = Used & { next: string; rotated: string; answer: string | null; confirmation: string | null };

/** The refresh token that each family holds in its own row (protocol.md RF-5). */
export function refreshWriters(database: Database): Writers<'refresh_rotated' | 'refresh_used'> {
  const rotate = perDay((day) => prepareRotation(database, day));
  const use = perDay((day) => prepareWrite<Used>(database, (kysely, values) => usedNow(kysely, values, day)));
  return {
    refresh_rotated: (fact, at) => [guarded(rotate[dayOf(fact)](fact, at))],
    refresh_used: (fact, at) => [guarded(use[dayOf(fact)](used(fact, at)))],
  };
}

/**
 * What is remembered of earlier rotations was read with the token that the guard asks for, so none came between. One
 * statement for each place of the new answer: the others stay where they are. It drops what they hold once nobody may
 * ask for them.
 */
function prepareRotation(database: Database, day: Day) {
  const prepare = (answers: (values: Rotated) => Partial<FamilyAnswers>) =>
    prepareWrite<Rotated>(database, (kysely, values) =>
      usedNow(kysely, values, day).set({
        refresh_hash: values.next,
        rotated: values.rotated,
        confirmation: values.confirmation,
        ...answers(values),
      }),
    );
  const alone = prepare(({ answer }) => ({ ...noAnswers, answer_0: answer }));
  const beside = perColumn((column) => prepare(({ answer }) => ({ [column]: answer })));
  return (fact: FactOf<'refresh_rotated'>, at: Instant) => {
    const { rotated, answerColumn } = placeRotated({ hash: fact.presented, rotatedAt: at }, fact.earlier);
    const write = fact.earlier.length === 0 ? alone : beside[answerColumn];
    return write({
      ...used(fact, at),
      ...{ next: fact.next, rotated, answer: fact.sealedAnswer },
      confirmation: confirmationColumn(fact.confirmation),
    });
  };
}

const perColumn = <Value>(of: (column: keyof FamilyAnswers) => Value) =>
  Object.fromEntries(answerColumns.map((column) => [column, of(column)])) as Record<
    keyof FamilyAnswers,
    Value
  >;

const noAnswers: FamilyAnswers = perColumn(() => null);

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

/** Whether the day of the end moves; writing it costs a place in an index, also where it is the same. */
type Day = 'same day' | 'later day';

const dayOf = (fact: FactOf<'refresh_rotated' | 'refresh_used'>): Day =>
  expiryDay(fact.expiresAt) === expiryDay(fact.family.expiresAt) ? 'same day' : 'later day';

const perDay = <Prepared>(prepare: (day: Day) => Prepared): Readonly<Record<Day, Prepared>> => ({
  'same day': prepare('same day'),
  'later day': prepare('later day'),
});

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
