/** What people allowed clients, all of it (product.md T-1, T-2). */

import { clientId, instant, secondOf, userId } from '@grantor/protocol';
import { z } from 'zod';
import {
  type Authorization,
  authorizationId,
  authorizationOwner,
  findAuthorization,
} from '../account/authorizations.ts';
import { revokeAuthorizationOf } from '../administration/sessions.ts';
import { noSuch } from '../http/problem.ts';
import type { Site } from '../site/site.ts';
import { type ConsentKey, type ListedConsent, readEveryConsent } from '../store/consent-list.ts';
import { findUser, type User } from '../store/users.ts';
import { authorizationBody, authorizationShape } from './authorization-shape.ts';
import { operation } from './operation.ts';
import { listOf, momentOf, noCursor, page, pageOf, search, timedAfter, timedKey } from './shapes.ts';

const shape = authorizationShape
  .extend({ user_id: z.string(), username: z.string() })
  .meta({ id: 'PersonsAuthorization' });

function consentBody(row: ListedConsent): z.input<typeof shape> {
  const { userId: owner, username, clientId: client, clientName, lastUsedAt } = row;
  return {
    ...{ id: authorizationId(userId(owner), clientId(client)), user_id: owner, username, client_id: client },
    ...(clientName === null ? {} : { client_name: clientName }),
    scopes: [...row.scope],
    resources: [...row.resources],
    granted_at: momentOf(secondOf(row.givenAt)),
    ...(lastUsedAt === null ? {} : { last_used_at: momentOf(secondOf(lastUsedAt)) }),
    live_sessions: row.live,
  };
}

const keyOf = ({ givenAt, userId: owner, clientId: client }: ConsentKey) =>
  timedKey(givenAt, `${owner}\n${client}`);

function behind(cursor: string | undefined): ConsentKey | undefined {
  const after = timedAfter(cursor);
  if (after === undefined) return undefined;
  const [owner, client] = after.id.split('\n');
  if (owner === undefined || client === undefined) throw noCursor();
  return { givenAt: instant(after.at), userId: owner, clientId: client };
}

type Place = { readonly site: Site; readonly ids: readonly string[] };

async function authorizationAt({ site, ids: [id = ''] }: Place): Promise<[Authorization, User]> {
  const owner = (await findUser(site.database.kysely, authorizationOwner(id)))?.user;
  const found =
    owner === undefined ? null : await findAuthorization({ site, person: { userId: owner.id } }, id);
  if (owner === undefined || found === null) throw noSuch();
  return [found, owner];
}

const filter = z.string().max(256).optional();
const tag = 'authorizations';
const one = '/authorizations/{authorization_id}';

export const authorizationOperations = [
  operation({
    ...{ name: 'listAuthorizations', method: 'GET', path: '/authorizations', tag, success: 'value' },
    summary: 'What everybody allowed, the newest first, as far as it is remembered',
    query: z.strictObject({
      ...page,
      search: search.describe('The beginning of a user name, or a client.'),
      user_id: filter,
      client_id: filter,
    }),
    answer: listOf(shape),
    async run({ site, query: { limit, cursor, search: searched, user_id: owner, client_id: client } }) {
      const selection = { search: searched.trim(), userId: owner, clientId: client };
      const rows = await readEveryConsent(
        site.database,
        { ...selection, now: secondOf(site.now()) },
        { limit: limit + 1, after: behind(cursor) },
      );
      return { body: pageOf(rows, limit, { item: consentBody, key: keyOf }) };
    },
  }),
  operation({
    ...{ name: 'getAuthorization', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'What one person allowed one client, with what lives of it',
    answer: shape,
    async run(call) {
      const [found, { id, username }] = await authorizationAt(call);
      return { body: { ...authorizationBody(found), user_id: id, username } };
    },
  }),
  operation({
    ...{ name: 'revokeAuthorization', method: 'DELETE', path: one, tag, success: 'nothing' },
    problems: ['missing'],
    summary: 'Takes it back, with every token of it',
    async run(call) {
      const [{ id, clientId: client }, { id: owner, username }] = await authorizationAt(call);
      const revoked = { id, clientId: client, userId: owner, username };
      await revokeAuthorizationOf(call.site.accounts, call.actor, revoked);
    },
  }),
];
