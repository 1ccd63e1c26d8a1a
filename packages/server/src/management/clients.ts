/** Clients (product.md §8): the operations of `administration/clients.ts` and `client-status.ts`. */

import { z } from 'zod';
import { randomUuid } from '../accounts/random-values.ts';
import { takeStep } from '../administration/client-status.ts';
import { createClient, deleteClient, editClient, makeStatic } from '../administration/clients.ts';
import { type Members, membersOf } from '../administration/description.ts';
import { pathKey } from '../console/path-key.ts';
import { conflict, noSuch, stale } from '../http/problem.ts';
import { findListedClient, readClients } from '../store/clients.ts';
import {
  answerOf,
  assertDone,
  clientAt,
  clientBody,
  clientOf,
  clientShape,
  creation,
  edit,
  newClientShape,
  once,
  sources,
  statuses,
  targetOf,
} from './client-shape.ts';
import { operation } from './operation.ts';
import { afterOf, listOf, page, pageOf, search } from './shapes.ts';

const one = '/clients/{client_id}';
const tag = 'clients';

const steps = [
  ['approveClient', 'approve', 'Approves a client that waits'],
  ['rejectClient', 'reject', 'Rejects a client that waits'],
  ['deactivateClient', 'deactivate', 'Stops every use of the client, and its tokens with it'],
  ['activateClient', 'activate', 'Lets it be used again'],
] as const;

export const clientOperations = [
  operation({
    ...{ name: 'listClients', method: 'GET', path: '/clients', tag, success: 'value' },
    summary: 'Clients by id',
    query: z.strictObject({
      ...page,
      search: search.describe('Part of the name, or the beginning of the id.'),
      status: z.enum([...statuses, 'change']).optional(),
      source: z.enum(sources).optional(),
    }),
    answer: listOf(clientShape),
    async run({ site, query: { limit, cursor, search: searched, status, source } }) {
      const selection = { search: searched.trim(), status, source };
      const rows = await readClients(site.database, selection, { limit: limit + 1, after: afterOf(cursor) });
      return { body: pageOf(rows, limit, { item: clientBody, key: ({ client }) => client.id }) };
    },
  }),
  operation({
    ...{
      name: 'createClient',
      method: 'POST',
      path: '/clients',
      tag,
      success: 'made',
      problems: ['conflict'],
    },
    summary: 'A new client, with a secret where its method is one with a secret',
    body: creation,
    answer: newClientShape,
    async run({ site, actor, body: { status, ...members } }) {
      const id = members.client_id ?? randomUuid(site.clients.random);
      const client = { ...(await clientOf({ site, actor }, { ...members, client_id: id })), status };
      const createdBy = actor.username ?? actor.clientId ?? '';
      const created = await createClient(site.clients, actor, { client, ownerId: null, createdBy });
      if (created.kind === 'taken') throw conflict('client_id_taken', 'Another client has this id.');
      const stored = await findListedClient(site.database.kysely, id);
      if (stored === null) throw noSuch();
      const secret = created.secret === null ? {} : { client_secret: created.secret.value };
      const { body, version } = answerOf(stored);
      return { body: { ...body, ...secret }, version, location: `/clients/${pathKey(id)}`, once };
    },
  }),
  operation({
    ...{ name: 'getClient', method: 'GET', path: one, tag, success: 'value', problems: ['missing'] },
    summary: 'One client',
    answer: clientShape,
    run: async (call) => answerOf(await clientAt(call)),
  }),
  operation({
    ...{
      name: 'updateClient',
      method: 'PATCH',
      path: one,
      tag,
      success: 'value',
      problems: ['missing', 'conflict', 'stale'],
    },
    versioned: true,
    summary: 'Changes what is named of a client',
    body: edit,
    answer: newClientShape,
    async run(call) {
      const { site, actor, body, seen } = call;
      const stored = await clientAt(call);
      const { id, source } = stored.client;
      if (seen !== null && seen !== String(stored.version)) throw stale();
      if (source === 'document') throw conflict('document', 'The document of this client says what it is.');
      if (source === 'federation')
        throw conflict('federation', 'The federation of this client says what it is.');
      const client = await clientOf(call, patched(membersOf(stored.client), { ...body, client_id: id }));
      const outcome = await editClient(site.clients, { actor, id }, { version: stored.version, client });
      if (outcome.kind === 'gone') throw noSuch();
      if (outcome.kind === 'not_for_self_registered')
        throw conflict('self_registered', 'It registered itself: no skip_consent and no scope grantor:*.');
      if (outcome.kind === 'stale')
        throw seen === null
          ? conflict('edited_meanwhile', 'Somebody else edited it at this moment.')
          : stale();
      const { body: now, version } = answerOf(await clientAt(call));
      const secret = outcome.secret === null ? {} : { client_secret: outcome.secret.value };
      return { body: { ...now, ...secret }, version, once };
    },
  }),
  operation({
    ...{ name: 'deleteClient', method: 'DELETE', path: one, tag, success: 'nothing', problems: ['missing'] },
    summary: 'Ends everything the client has, then the client',
    async run(call) {
      assertDone(await deleteClient(call.site.clients, await targetOf(call)));
    },
  }),
  ...steps.map(([name, step, summary]) =>
    operation({
      ...{
        name,
        method: 'POST',
        path: `${one}/${step}`,
        tag,
        summary,
        success: 'value',
        problems: ['missing', 'conflict'],
      },
      answer: clientShape,
      async run(call) {
        assertDone(await takeStep(call.site.clients, await targetOf(call), step));
        return answerOf(await clientAt(call));
      },
    }),
  ),
  operation({
    ...{ name: 'makeClientStatic', method: 'POST', path: `${one}/make-static`, tag, success: 'value' },
    problems: ['missing', 'conflict'],
    summary: 'Vouches for a client that registered itself',
    answer: clientShape,
    async run(call) {
      assertDone(await makeStatic(call.site.clients, await targetOf(call)));
      return answerOf(await clientAt(call));
    },
  }),
];

/** RFC 7396. Other grants have other response types, unless they are named too. */
function patched(members: Members, patch: Members): Members {
  const { response_types: responses, ...rest } = members;
  const isOfGrants = 'grant_types' in patch || responses === undefined;
  const base = isOfGrants ? rest : { ...rest, response_types: responses };
  return Object.fromEntries(Object.entries({ ...base, ...patch }).filter(([, value]) => value !== null));
}
