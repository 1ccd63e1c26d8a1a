/** What people allowed clients, and how it ends (product.md C-4, §10). */

import { secondOf } from '@grantor/protocol';
import { z } from 'zod';
import { revokeAll, revokeAuthorization } from '../administration/clients.ts';
import { noSuch } from '../http/problem.ts';
import { readClientAuthorizations } from '../store/client-authorizations.ts';
import { assertDone, clientAt, secondsOr, targetOf } from './client-shape.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, moment, momentOf, page, pageOf } from './shapes.ts';

const grantShape = z
  .strictObject({
    user_id: z.string(),
    username: z.string().optional(),
    scopes: z.array(z.string()),
    granted_at: moment,
    last_used_at: moment.optional(),
    live_sessions: z.int(),
  })
  .meta({ id: 'ClientAuthorization' });

const counts = z.strictObject({ authorizations: z.int(), sessions: z.int() });

const one = '/clients/{client_id}';
const tag = 'clients';

export const clientAccessOperations = [
  operation({
    ...{ name: 'revokeClientAccess', method: 'POST', path: `${one}/revoke-all`, tag, success: 'value' },
    problems: ['missing'],
    summary: 'Ends every token and every authorization of the client',
    answer: z.strictObject({ before: counts, after: counts }).meta({ id: 'ClientRevocation' }),
    async run(call) {
      const outcome = await revokeAll(call.site.clients, await targetOf(call));
      if (outcome.kind === 'gone') throw noSuch();
      const countsOf = ({ authorizations, sessions }: typeof outcome.before) => ({
        authorizations: authorizations.count,
        sessions: sessions.count,
      });
      return { body: { before: countsOf(outcome.before), after: countsOf(outcome.after) } };
    },
  }),
  operation({
    ...{
      name: 'listClientAuthorizations',
      method: 'GET',
      path: `${one}/authorizations`,
      tag,
      success: 'value',
    },
    problems: ['missing'],
    summary: 'What people allowed the client',
    query: z.strictObject(page),
    answer: listOf(grantShape),
    async run(call) {
      const { client } = await clientAt(call);
      const { limit, cursor } = call.query;
      const of = { id: client.id, now: secondOf(call.site.now()) };
      const range = { limit: limit + 1, after: afterOf(cursor) };
      const rows = await readClientAuthorizations(call.site.database, of, range);
      const item = (row: (typeof rows)[number]) => ({
        user_id: row.userId,
        ...(row.username === null ? {} : { username: row.username }),
        scopes: [...row.scope],
        granted_at: momentOf(row.givenAt),
        ...secondsOr('last_used_at', row.lastUsedAt),
        live_sessions: row.live,
      });
      return { body: pageOf(rows, limit, { item, key: ({ userId }) => userId }) };
    },
  }),
  operation({
    ...{ name: 'revokeClientAuthorization', method: 'DELETE', path: `${one}/authorizations/{user_id}`, tag },
    ...{ success: 'nothing', problems: ['missing'] },
    summary: 'Takes back what one person allowed the client',
    async run(call) {
      assertDone(await revokeAuthorization(call.site.clients, await targetOf(call), call.ids[1] ?? ''));
    },
  }),
];
