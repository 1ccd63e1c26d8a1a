/** Clients (product.md §8): the operations of `administration/clients.ts` and its neighbours. */

import { secondOf } from '@grantor/protocol';
import { z } from 'zod';
import { randomUuid } from '../accounts/random-values.ts';
import { changedClient, changeName, decideChange } from '../administration/apps.ts';
import {
  addSecret,
  deleteSecret,
  earlierEnds,
  regenerateSecret,
  type SecretOutcome,
  secretName,
} from '../administration/client-secrets.ts';
import { takeStep } from '../administration/client-status.ts';
import {
  createClient,
  deleteClient,
  editClient,
  makeStatic,
  revokeAll,
  revokeAuthorization,
} from '../administration/clients.ts';
import { type Members, membersOf, readDescription } from '../administration/description.ts';
import { idOfKey, longId, pathKey } from '../console/path-key.ts';
import type { Site } from '../site/site.ts';
import { readClientAuthorizations } from '../store/client-authorizations.ts';
import { findListedClient, type ListedClient, listLongIds, readClients } from '../store/clients.ts';
import type { StoredClient } from '../store/rows/client.ts';
import { type Call, operation } from './operation.ts';
import { conflict, invalid, noSuch, stale } from './problem.ts';
import { afterOf, listOf, moment, momentOf, page, pageOf, search } from './shapes.ts';

const statuses = ['active', 'pending', 'inactive'] as const;
const sources = ['administrator', 'app', 'dynamic', 'document'] as const;

const secretShape = z
  .strictObject({
    id: z.string(),
    label: z.string().optional(),
    last_four: z.string().optional(),
    created_at: moment.optional(),
    expires_at: moment.optional(),
  })
  .meta({ id: 'ClientSecret' });

const clientMembers = {
  id: z.string().describe('Names the client in paths: `client_id`, or a text that stands for it.'),
  client_id: z.string(),
  client_name: z.string(),
  status: z.enum(statuses),
  source: z.string(),
  owner: z.string().optional(),
  created_by: z.string().optional(),
  created_at: moment,
  updated_at: moment,
  last_used_at: moment.optional(),
  pending_change: z.boolean().describe('Its owner wants it to be another one.'),
  version: z.int().describe('The `ETag`, too.'),
};
const clientShape = z
  .looseObject(clientMembers)
  .describe('With every member of RFC 7591 and of ours that describes it.')
  .meta({ id: 'Client' });

const told = {
  client_secret: z.string().optional().describe('Told this once.'),
};
const newClientShape = z.looseObject({ ...clientMembers, ...told }).meta({ id: 'NewClient' });

const described = {
  client_name: z.string().optional(),
  redirect_uris: z.array(z.string()).optional(),
  grant_types: z.array(z.string()).optional(),
  token_endpoint_auth_method: z.string().optional(),
  scope: z.string().optional(),
};
const creation = z
  .looseObject({
    client_id: z.string().max(2048).optional().describe('Absent: a random one.'),
    status: z.enum(['active', 'pending']).default('active'),
    ...described,
  })
  .describe('Members of RFC 7591 §2 and those of the bootstrap file.');
const edit = z
  .looseObject(Object.fromEntries(Object.entries(described).map(([name, shape]) => [name, shape.nullable()])))
  .describe('What is absent stays; null takes a member away (RFC 7396).');

const once = Object.keys(told);
const secondsOr = (name: string, at: number | null | undefined) =>
  at == null ? {} : { [name]: momentOf(at) };

type Stored = StoredClient & { readonly ownerName: string | null };

function clientBody({ client, ownerName, ...stored }: Stored): z.input<typeof clientShape> {
  return {
    ...membersOf(client),
    id: pathKey(client.id),
    client_id: client.id,
    client_name: client.name,
    status: client.status,
    source: client.source,
    ...(ownerName === null ? {} : { owner: ownerName }),
    ...(stored.createdBy === null ? {} : { created_by: stored.createdBy }),
    created_at: momentOf(stored.createdAt),
    updated_at: momentOf(stored.updatedAt),
    ...secondsOr('last_used_at', stored.usedAt),
    pending_change: stored.pendingChange !== null,
    version: stored.version,
  };
}

const answerOf = (stored: Stored) => ({ body: clientBody(stored), version: stored.version });

type Place = Pick<Call<unknown, unknown>, 'site' | 'ids' | 'actor'>;

async function clientAt({ site, ids: [key = ''] }: Place): Promise<ListedClient> {
  const id = await idOfKey(key, () => listLongIds(site.database, longId));
  const found = id === null ? null : await findListedClient(site.database.kysely, id);
  if (found === null) throw noSuch();
  return found;
}

const targetOf = async (call: Place) => ({ actor: call.actor, id: String((await clientAt(call)).client.id) });

/** The client of these members. Throws 422 with all that is wrong. */
function clientOf(site: Site, members: Members) {
  const read = readDescription(site.clients, members);
  if (read.kind === 'client') return read.client;
  throw invalid(read.problems.map(({ at, message }) => ({ field: at, code: 'invalid', message })));
}

const settled = () => conflict('settled', 'Somebody has decided already, or it is not in the state for it.');

function assertDone({ kind }: { readonly kind: string }): void {
  if (kind === 'gone') throw noSuch();
  if (kind === 'settled') throw settled();
}

function secretBody(outcome: SecretOutcome) {
  if (outcome.kind === 'gone') throw noSuch();
  if (outcome.kind === 'full') throw conflict('two_secrets', 'Two secrets are in use already.');
  if (outcome.kind === 'without_secrets') throw conflict('without_secrets', 'This client has no secrets.');
  const { value, kept } = outcome.secret;
  return { ...secretOf(kept), client_secret: value };
}

const secretOf = (secret: Stored['client']['secrets'][number]): z.input<typeof secretShape> => ({
  id: secretName(secret),
  ...(secret.label === undefined ? {} : { label: secret.label }),
  ...(secret.lastFour === undefined ? {} : { last_four: secret.lastFour }),
  ...secondsOr('created_at', secret.createdAt),
  ...secondsOr('expires_at', secret.expiresAt),
});

const label = z
  .string()
  .max(100)
  .regex(/^\P{C}*$/u)
  .optional();
const newSecretShape = z.strictObject({ ...secretShape.shape, ...told }).meta({ id: 'NewClientSecret' });

const changeShape = z
  .strictObject({
    id: z.string().describe('Names this very change: what is decided about.'),
    submitted_at: moment,
    submitted_by: z.string(),
    client: z.record(z.string(), z.unknown()).describe('The client as it would be.'),
  })
  .meta({ id: 'ClientChange' });

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

const steps = [
  ['approveClient', 'approve', 'Approves a client that waits'],
  ['rejectClient', 'reject', 'Rejects a client that waits'],
  ['deactivateClient', 'deactivate', 'Stops every use of the client, and its tokens with it'],
  ['activateClient', 'activate', 'Lets it be used again'],
] as const;

const decisions = [
  ['acceptClientChange', 'accept', 'The client becomes what its owner wants'],
  ['declineClientChange', 'decline', 'The client stays as it is'],
] as const;

export const clientOperations = [
  operation({
    ...{ name: 'listClients', method: 'GET', path: '/clients', tag, status: 200 },
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
    ...{ name: 'createClient', method: 'POST', path: '/clients', tag, status: 201, problems: [409] },
    summary: 'A new client, with a secret where its method is one with a secret',
    body: creation,
    answer: newClientShape,
    async run({ site, actor, body: { status, ...members } }) {
      const id = members.client_id ?? randomUuid(site.clients.random);
      const client = { ...clientOf(site, { ...members, client_id: id }), status };
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
    ...{ name: 'getClient', method: 'GET', path: one, tag, status: 200, problems: [404] },
    summary: 'One client',
    answer: clientShape,
    run: async (call) => answerOf(await clientAt(call)),
  }),
  operation({
    ...{ name: 'updateClient', method: 'PATCH', path: one, tag, status: 200, problems: [404, 409, 412] },
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
      const client = clientOf(site, patched(membersOf(stored.client), { ...body, client_id: id }));
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
    ...{ name: 'deleteClient', method: 'DELETE', path: one, tag, status: 204, problems: [404] },
    summary: 'Ends everything the client has, then the client',
    async run(call) {
      assertDone(await deleteClient(call.site.clients, await targetOf(call)));
    },
  }),
  ...steps.map(([name, step, summary]) =>
    operation({
      ...{ name, method: 'POST', path: `${one}/${step}`, tag, summary, status: 200, problems: [404, 409] },
      answer: clientShape,
      async run(call) {
        assertDone(await takeStep(call.site.clients, await targetOf(call), step));
        return answerOf(await clientAt(call));
      },
    }),
  ),
  operation({
    ...{ name: 'makeClientStatic', method: 'POST', path: `${one}/make-static`, tag, status: 200 },
    problems: [404, 409],
    summary: 'Vouches for a client that registered itself',
    answer: clientShape,
    async run(call) {
      assertDone(await makeStatic(call.site.clients, await targetOf(call)));
      return answerOf(await clientAt(call));
    },
  }),
  operation({
    ...{ name: 'revokeClientAccess', method: 'POST', path: `${one}/revoke-all`, tag, status: 200 },
    problems: [404],
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
      name: 'listClientSecrets',
      method: 'GET',
      path: `${one}/secrets`,
      tag,
      status: 200,
      problems: [404],
    },
    summary: 'Secrets without their values, all of them',
    answer: listOf(secretShape),
    run: async (call) => ({ body: { items: (await clientAt(call)).client.secrets.map(secretOf) } }),
  }),
  operation({
    ...{ name: 'addClientSecret', method: 'POST', path: `${one}/secrets`, tag, status: 201 },
    problems: [404, 409],
    summary: 'One more secret beside the one in use',
    body: z.strictObject({ label, expires_in_days: z.int().min(1).max(3650).nullable().default(null) }),
    answer: newSecretShape,
    async run(call) {
      const { label: name, expires_in_days: days } = call.body;
      const terms = { ...(name === undefined ? {} : { label: name }), days };
      return { body: secretBody(await addSecret(call.site.clients, await targetOf(call), terms)), once };
    },
  }),
  operation({
    ...{ name: 'regenerateClientSecret', method: 'POST', path: `${one}/regenerate-secret`, tag, status: 201 },
    problems: [404, 409],
    summary: 'A new secret; the others end at once or some days from now',
    body: z.strictObject({
      label,
      earlier_end_in_days: z.literal([...earlierEnds]).default(0),
    }),
    answer: newSecretShape,
    async run(call) {
      const { label: name, earlier_end_in_days: earlierDays } = call.body;
      const terms = { ...(name === undefined ? {} : { label: name }), earlierDays };
      return {
        body: secretBody(await regenerateSecret(call.site.clients, await targetOf(call), terms)),
        once,
      };
    },
  }),
  operation({
    ...{ name: 'deleteClientSecret', method: 'DELETE', path: `${one}/secrets/{secret_id}`, tag, status: 204 },
    problems: [404],
    summary: 'The secret opens nothing any more',
    async run(call) {
      const { kind } = await deleteSecret(call.site.clients, await targetOf(call), call.ids[1] ?? '');
      if (kind !== 'done') throw noSuch();
    },
  }),
  operation({
    ...{ name: 'getClientChange', method: 'GET', path: `${one}/changes`, tag, status: 200, problems: [404] },
    summary: 'What the owner wants the client to be; 404: nothing else',
    answer: changeShape,
    async run(call) {
      const stored = await clientAt(call);
      const { pendingChange } = stored;
      if (pendingChange === null) throw noSuch();
      return {
        body: {
          id: changeName(pendingChange),
          submitted_at: momentOf(pendingChange.submittedAt),
          submitted_by: pendingChange.submittedBy,
          client: { ...membersOf(changedClient(stored)) },
        },
      };
    },
  }),
  ...decisions.map(([name, decision, summary]) =>
    operation({
      ...{ name, method: 'POST', path: `${one}/changes/${decision}`, tag, summary, status: 200 },
      problems: [404, 409],
      body: z.strictObject({ id: z.string().max(64).describe('Of the change that was read.') }),
      answer: clientShape,
      async run(call) {
        const seen = call.body.id;
        assertDone(await decideChange(call.site.clients, await targetOf(call), { decision, seen }));
        return answerOf(await clientAt(call));
      },
    }),
  ),
  operation({
    ...{ name: 'listClientAuthorizations', method: 'GET', path: `${one}/authorizations`, tag, status: 200 },
    problems: [404],
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
    ...{ status: 204, problems: [404] },
    summary: 'Takes back what one person allowed the client',
    async run(call) {
      assertDone(await revokeAuthorization(call.site.clients, await targetOf(call), call.ids[1] ?? ''));
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
