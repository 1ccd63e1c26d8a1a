/** What people are at other providers (product.md I-7, I-8). Never says a token. */

import { z } from 'zod';
import { unlinkConnectionOf } from '../administration/connections.ts';
import { noSuch } from '../http/problem.ts';
import {
  type ConnectionKey,
  findListedConnection,
  type ListedConnection,
  readEveryConnection,
} from '../store/connection-list.ts';
import { listConnections } from '../store/connections.ts';
import { type Call, operation } from './operation.ts';
import { afterOf, listOf, moment, momentOf, noCursor, page, pageOf, portionOf, search } from './shapes.ts';
import { userAt } from './user-shape.ts';

const shape = z
  .strictObject({
    id: z.string(),
    user_id: z.string(),
    username: z.string(),
    provider: z.string(),
    subject: z.string().describe('Who they are there, for ever.'),
    provider_username: z.string().optional(),
    name: z.string().optional(),
    email: z.string().optional(),
    email_verified: z.boolean(),
    created_at: moment,
    last_used_at: moment,
  })
  .meta({ id: 'Connection' });

const connectionBody = (connection: ListedConnection): z.input<typeof shape> => ({
  id: connection.id,
  user_id: connection.userId,
  username: connection.owner,
  provider: connection.provider,
  subject: connection.subject,
  ...(connection.username === null ? {} : { provider_username: connection.username }),
  ...(connection.name === null ? {} : { name: connection.name }),
  ...(connection.email === null ? {} : { email: connection.email }),
  email_verified: connection.emailVerified,
  created_at: momentOf(connection.createdAt),
  last_used_at: momentOf(connection.lastUsedAt),
});

const keyOf = ({ owner, provider }: ConnectionKey): string => `${owner}\n${provider}`;

function behind(cursor: string | undefined): ConnectionKey | undefined {
  const key = afterOf(cursor);
  if (key === undefined) return undefined;
  const [owner, provider] = key.split('\n');
  if (owner === undefined || provider === undefined) throw noCursor();
  return { owner, provider };
}

async function connectionAt({ site, ids }: Pick<Call<unknown, unknown>, 'site' | 'ids'>) {
  const found = await findListedConnection(site.database.kysely, ids.at(-1) ?? '');
  if (found === null) throw noSuch();
  return found;
}

async function unlink({ site, actor }: Call<unknown, unknown>, found: ListedConnection): Promise<void> {
  if ((await unlinkConnectionOf(site.upstream.ports, actor, found)) === 'gone') throw noSuch();
}

const tag = 'connections';
const one = '/connections/{connection_id}';
const ofUser = '/users/{user_id}/connections';
const unlinks = 'Takes it away, the last way in too; what began through it ends';

export const connectionOperations = [
  operation({
    ...{ name: 'listConnections', method: 'GET', path: '/connections', tag, success: 'value' },
    summary: 'Accounts at other providers, by user name',
    query: z.strictObject({
      ...page,
      search: search.describe('The beginning of a user name.'),
      provider: z.string().max(64).optional(),
    }),
    answer: listOf(shape),
    async run({ site, query: { limit, cursor, search: searched, provider } }) {
      const selection = { search: searched.trim(), provider };
      const range = { limit: limit + 1, after: behind(cursor) };
      const rows = await readEveryConnection(site.database, selection, range);
      return { body: pageOf(rows, limit, { item: connectionBody, key: keyOf }) };
    },
  }),
  operation({
    ...{ name: 'getConnection', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'One account at a provider',
    answer: shape,
    run: async (call) => ({ body: connectionBody(await connectionAt(call)) }),
  }),
  operation({
    ...{ name: 'unlinkConnection', method: 'DELETE', path: one, tag, success: 'nothing' },
    problems: ['missing'],
    summary: unlinks,
    run: async (call) => unlink(call, await connectionAt(call)),
  }),
  operation({
    ...{ name: 'listUserConnections', method: 'GET', path: ofUser, tag: 'users', success: 'value' },
    problems: ['missing'],
    summary: 'Accounts of the person at other providers',
    query: z.strictObject(page),
    answer: listOf(shape),
    async run(call) {
      const { id, username } = await userAt(call);
      const rows = await listConnections(call.site.database.kysely, id);
      const item = (row: (typeof rows)[number]) => connectionBody({ ...row, owner: username });
      return { body: portionOf(rows, call.query, { item, key: ({ provider }) => provider }) };
    },
  }),
  operation({
    ...{ name: 'unlinkUserConnection', method: 'DELETE', path: `${ofUser}/{connection_id}`, tag: 'users' },
    ...{ success: 'nothing', problems: ['missing'], summary: unlinks },
    async run(call) {
      const { id } = await userAt(call);
      const found = await connectionAt(call);
      if (found.userId !== id) throw noSuch();
      await unlink(call, found);
    },
  }),
];
