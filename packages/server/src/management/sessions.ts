/** Browsers in which people are signed in (product.md §4). */

import { epoch, hash, secondOf } from '@grantor/protocol';
import { z } from 'zod';
import { listBrowsers } from '../account/browsers.ts';
import { liveSince } from '../accounts/sessions.ts';
import { endSessionOf } from '../administration/sessions.ts';
import { noSuch } from '../http/problem.ts';
import { readEverySession } from '../store/session-list.ts';
import { findSession } from '../store/sessions.ts';
import { operation } from './operation.ts';
import { sessionBody, sessionShape } from './session-shape.ts';
import { listOf, page, pageOf, search, timedAfter, timedKey } from './shapes.ts';

const tag = 'sessions';

function behind(cursor: string | undefined) {
  const after = timedAfter(cursor);
  return after === undefined ? undefined : { createdAt: epoch(after.at), id: hash(after.id) };
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
        body: pageOf(rows, limit, { item: sessionBody, key: ({ createdAt, id }) => timedKey(createdAt, id) }),
      };
    },
  }),
  operation({
    ...{ name: 'getSession', method: 'GET', path: '/sessions/{session_id}', tag, success: 'value' },
    problems: ['missing'],
    summary: 'One session that counts',
    answer: sessionShape,
    async run({ site, ids: [id = ''] }) {
      const session = await findSession(site.database, hash(id));
      const all = session === null ? [] : await listBrowsers({ site, person: session });
      const found = all.find((each) => each.id === session?.id);
      if (session === null || found === undefined) throw noSuch();
      return { body: sessionBody({ ...found, username: session.username }) };
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
