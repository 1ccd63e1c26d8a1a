import { secondOf } from '@grantor/protocol';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { flowAnswerRow, flowRow } from '../rows/flow.ts';
import type { Writers } from './writer.ts';

/** A flow that has not ended at this second. */
export type Live = { hash: string; now: number };

/** Suspended authorization requests (protocol.md AZ-7). */
export function flowWriters(
  database: Database,
): Writers<
  'flow_started' | 'flow_claimed' | 'account_chosen' | 'flow_ended' | 'flow_answered' | 'authorization_denied'
> {
  const start = prepareInsert(database, 'flow');
  const keep = prepareInsert(database, 'flow_answer');
  const claim = prepareWrite<Live & { poster: string; browser: string; session: string | null }>(
    database,
    (kysely, { hash, poster, browser, session, now }) =>
      kysely
        .updateTable('flow')
        .set({ browser, session_hash: session })
        .where('hash', '=', hash)
        .where('browser', '=', poster)
        .where('expires_at', '>', now),
  );
  const choose = prepareWrite<Live & { user: string }>(database, (kysely, { hash, user, now }) =>
    kysely
      .updateTable('flow')
      .set({ chosen_account: user })
      .where('hash', '=', hash)
      .where('expires_at', '>', now),
  );
  const end = prepareWrite<Live>(database, (kysely, { hash, now }) =>
    kysely.deleteFrom('flow').where('hash', '=', hash).where('expires_at', '>', now),
  );
  return {
    flow_started: ({ flow }) => [start(flowRow(flow), {})],
    flow_claimed: ({ flow, poster, browser, session }, at) => [
      guarded(claim({ hash: flow, poster, browser, session, now: secondOf(at) })),
    ],
    account_chosen: ({ flow, userId }, at) => [
      guarded(choose({ hash: flow, user: userId, now: secondOf(at) })),
    ],
    flow_ended: ({ flow }, at) => [guarded(end({ hash: flow, now: secondOf(at) }))],
    flow_answered: ({ answer }) => [keep(flowAnswerRow(answer), {})],
    authorization_denied: () => [],
  };
}
