/** What people have: second factors, browser sessions, tokens, authorizations (product.md §4, §5, §10). */

import { clientId, instant } from '@grantor/protocol';
import { z } from 'zod';
import {
  type Authorization,
  findAuthorization,
  readAuthorizations,
  since,
} from '../account/authorizations.ts';
import { listBrowsers } from '../account/browsers.ts';
import { resetFactors } from '../administration/factors.ts';
import { endSessionOf, revokeAuthorizationOf, revokeTokensOf } from '../administration/sessions.ts';
import { noSuch } from '../http/problem.ts';
import type { SessionRow } from '../store/sessions.ts';
import type { User } from '../store/users.ts';
import { authorizationBody, authorizationShape } from './authorization-shape.ts';
import { operation } from './operation.ts';
import { sessionBody, sessionShape } from './session-shape.ts';
import { listOf, newestKey, page, pageOf, portionOf, timedAfter, timedKey } from './shapes.ts';
import { assertDone, userAt } from './user-shape.ts';

/** As `listBrowsers` has whose they are; nobody looks from one of them. */
const ownerOf = ({ id, username, role }: User) => ({ userId: id, username, role, id: '' as never });

function behind(cursor: string | undefined) {
  const after = timedAfter(cursor);
  return after === undefined ? undefined : { since: instant(after.at), clientId: clientId(after.id) };
}

const one = '/users/{user_id}';
const tag = 'users';

export const userAccessOperations = [
  operation({
    ...{ name: 'resetUserFactors', method: 'POST', path: `${one}/reset-factors`, tag, success: 'nothing' },
    problems: ['missing', 'conflict'],
    summary: 'Removes every second factor, and signs the person out everywhere',
    async run(call) {
      const { id } = await userAt(call);
      const outcome = await resetFactors(call.site.accounts, call.actor, id);
      assertDone(outcome === 'no_such_person' ? 'gone' : outcome);
    },
  }),
  operation({
    ...{
      name: 'listUserSessions',
      method: 'GET',
      path: `${one}/sessions`,
      tag,
      success: 'value',
      problems: ['missing'],
    },
    summary: 'Browsers in which the person is signed in, the newest session first',
    query: z.strictObject(page),
    answer: listOf(sessionShape),
    async run(call) {
      const user = await userAt(call);
      const all = await listBrowsers({ site: call.site, person: ownerOf(user) });
      const { username } = user;
      const shown = {
        item: (session: SessionRow) => sessionBody({ ...session, username }),
        key: ({ createdAt, id }: SessionRow) => newestKey(createdAt, id),
      };
      return { body: portionOf(all, call.query, shown) };
    },
  }),
  operation({
    ...{
      name: 'endUserSession',
      method: 'DELETE',
      path: `${one}/sessions/{session_id}`,
      tag,
      success: 'nothing',
    },
    problems: ['missing'],
    summary: 'Signs that browser out',
    async run(call) {
      const user = await userAt(call);
      const all = await listBrowsers({ site: call.site, person: ownerOf(user) });
      const session = all.find(({ id }) => id === call.ids[1]);
      if (session === undefined) throw noSuch();
      await endSessionOf(call.site.accounts, call.actor, { ...session, username: user.username });
    },
  }),
  operation({
    ...{
      name: 'revokeUserTokens',
      method: 'DELETE',
      path: `${one}/tokens`,
      tag,
      success: 'nothing',
      problems: ['missing'],
    },
    summary: 'Ends every token that applications hold of the person',
    async run(call) {
      await revokeTokensOf(call.site.accounts, call.actor, await userAt(call));
    },
  }),
  operation({
    ...{
      name: 'listUserAuthorizations',
      method: 'GET',
      path: `${one}/authorizations`,
      tag,
      success: 'value',
    },
    problems: ['missing'],
    summary: 'What the person allowed applications, the newest first',
    query: z.strictObject(page),
    answer: listOf(authorizationShape),
    async run(call) {
      const user = await userAt(call);
      const { limit, cursor } = call.query;
      const owned = { site: call.site, person: { userId: user.id } };
      const rows = await readAuthorizations(owned, { limit: limit + 1, after: behind(cursor) });
      const key = (authorization: Authorization) => timedKey(since(authorization), authorization.clientId);
      return { body: pageOf(rows, limit, { item: authorizationBody, key }) };
    },
  }),
  operation({
    ...{
      name: 'revokeUserAuthorization',
      method: 'DELETE',
      path: `${one}/authorizations/{authorization_id}`,
    },
    ...{ tag, success: 'nothing', problems: ['missing'] },
    summary: 'Takes back what the person allowed one application, with every token of it',
    async run(call) {
      const { id: userId, username } = await userAt(call);
      const found = await findAuthorization({ site: call.site, person: { userId } }, call.ids[1] ?? '');
      if (found === null) throw noSuch();
      const { id, clientId } = found;
      await revokeAuthorizationOf(call.site.accounts, call.actor, { id, clientId, userId, username });
    },
  }),
];
