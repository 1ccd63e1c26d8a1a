import type { Database } from '../../database/database.ts';
import { guarded, prepareInsert, prepareWrite } from '../../database/statement.ts';
import { pushedRequestRow } from '../rows/flow.ts';
import type { Writers } from './writer.ts';

/** Pushed authorization requests (RFC 9126 §2): answered once, however many browsers come (advanced.md PAR-6). */
export function pushedRequestWriters(
  database: Database,
): Writers<'request_pushed' | 'pushed_request_answered'> {
  const push = prepareInsert(database, 'pushed_request');
  const spend = prepareWrite<{ hash: string }>(database, (kysely, { hash }) =>
    kysely.deleteFrom('pushed_request').where('hash', '=', hash),
  );
  return {
    request_pushed: ({ request }) => [push(pushedRequestRow(request), {})],
    pushed_request_answered: ({ request }) => [guarded(spend({ hash: request }))],
  };
}
