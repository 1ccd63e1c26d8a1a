/** Browsers in which people are signed in (product.md §4). */

import { hash, secondOf } from '@grantor/protocol';
import { z } from 'zod';
import { liveSince } from '../accounts/sessions.ts';
import { endSessionOf } from '../administration/sessions.ts';
import { invalid, noSuch } from '../http/problem.ts';
import { readEverySession } from '../store/session-list.ts';
import { findSession } from '../store/sessions.ts';
import { operation } from './operation.ts';
import { sessionBody, sessionShape } from './session-shape.ts';
import { afterOf, listOf, page, pageOf, search } from './shapes.ts';

const tag = 'sessions';

function behind(cursor: string | undefined) {
  const key = afterOf(cursor);
  if (key === undefined) return undefined;
  const [, at, id] = /^(\d{1,15}) (\S+)$/.exec(key) ?? [];
  if (at !== undefined && id !== undefined) return { createdAt: Number(at) as never, id: hash(id) };
  throw invalid([{ field: 'cursor', code: 'unknown', message: 'This is no cursor of this list.' }]);
}

export const sessionOperations = [
  operation({
    ...{ name: 'listSessions', method: 'GET', path: '/sessions', tag, success: 'value' },
    summary: 'Sessions that count, the newest first',
    query: z.strictObject({ ...page, search: search.describe('The beginning of a user name.') }),
    answer: listOf(sessionShape),
    async run({ site, query: { limit, cursor, search: searched } }) {
      const live = liveSince(site.sessions.policy, secondOf(site.now()));
      const range = { limit: limit + 1, after: behind(cursor) };
      const rows = await readEverySession(site.database, { live, search: searched.trim() }, range);
      return {
        body: pageOf(rows, limit, { item: sessionBody, key: ({ createdAt, id }) => `${createdAt} ${id}` }),
      };
    },
  }),
  operation({
    ...{ name: 'endSession', method: 'DELETE', path: '/sessions/{session_id}', tag, success: 'nothing' },
    problems: ['missing'],
    summary: 'Signs that browser out',
    async run({ site, actor, ids: [id = ''] }) {
      const session = await findSession(site.database, hash(id));
      if (session === null) throw noSuch();
      await endSessionOf(site.accounts, actor, session);
    },
  }),
];
