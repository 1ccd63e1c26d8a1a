import { secondOf } from '@grantor/protocol';
import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { flowRow } from '../rows/flow.ts';
import type { Writers } from './writer.ts';

type Live = { hash: string; now: number };

/** Suspended authorization requests (protocol.md AZ-7). */
export function flowWriters(
  database: Database,
): Writers<'flow_started' | 'flow_claimed' | 'account_chosen' | 'flow_ended' | 'authorization_denied'> {
  const start = prepareInsert(database, 'flow');
  const claim = prepareWrite<Live & { browser: string; session: string | null }>(
    database,
    (kysely, { hash, browser, session, now }) =>
      kysely
        .updateTable('flow')
        .set({ browser, session_hash: session })
        .where('hash', '=', hash)
        .where('browser', 'is', null)
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
    flow_claimed: ({ flow, browser, session }, at) => [
      guarded(claim({ hash: flow, browser, session, now: secondOf(at) })),
    ],
    account_chosen: ({ flow, userId }, at) => [
      guarded(choose({ hash: flow, user: userId, now: secondOf(at) })),
    ],
    flow_ended: ({ flow }, at) => [guarded(end({ hash: flow, now: secondOf(at) }))],
    authorization_denied: () => [],
  };
}
