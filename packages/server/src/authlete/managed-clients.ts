/** Clients as front-ends administer them (federation-vci-authlete.md §3.2, wave 2). */

import { type Client, guestId } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import type * as authlete from '@grantor/protocol/authlete';
import { randomUuid } from '../accounts/random-values.ts';
import { createClient, deleteClient, editClient, revokeAuthorization } from '../administration/clients.ts';
import { type Members, membersOf, readDescription } from '../administration/description.ts';
import { narrowAuthorization } from '../administration/narrowing.ts';
import { listAllowedClients } from '../store/allowed-clients.ts';
import { findListedClient, type ListedClient, listClients } from '../store/clients.ts';
import { grantOf } from './fields.ts';
import { actorOf, type Call, describeClient, type FrontEndWorld, type Handler, pageIn } from './operation.ts';
import { CallRefused } from './wire/call-refused.ts';
import { resultOf } from './wire/result-codes.ts';

type Given = authlete.RequestOf<'client/create'>;

const lower = (word: string): string => word.toLowerCase();

const responseTypes: Readonly<Record<string, string>> = {
  ...{ CODE: 'code', ID_TOKEN: 'id_token', CODE_ID_TOKEN: 'code id_token' },
  ...{ ID_TOKEN_TOKEN: 'id_token token', CODE_TOKEN: 'code token' },
  CODE_ID_TOKEN_TOKEN: 'code id_token token',
};

/** Members of the API in those of registration (RFC 7591 §2) and of the bootstrap file; undefined: it says nothing. */
const members = (given: Given): Members =>
  Object.fromEntries(
    Object.entries({
      ...{ client_name: given.clientName, description: given.description, client_uri: given.clientUri },
      ...{ logo_uri: given.logoUri, policy_uri: given.policyUri, tos_uri: given.tosUri },
      ...{ redirect_uris: given.redirectUris, contacts: given.contacts, jwks_uri: given.jwksUri },
      ...{ sector_identifier_uri: given.sectorIdentifierUri, default_max_age: given.defaultMaxAge },
      grant_types: given.grantTypes?.map((name) => grantOf(name)),
      response_types: given.responseTypes?.map((name) => responseTypes[name] ?? name),
      token_endpoint_auth_method: given.tokenAuthMethod && lower(given.tokenAuthMethod),
      application_type: given.applicationType && lower(given.applicationType),
      subject_type: given.subjectType && lower(given.subjectType),
      ...{ require_pkce: given.pkceRequired, dpop_bound_access_tokens: given.dpopRequired },
      require_pushed_authorization_requests: given.parRequired,
      scope: given.extension?.requestableScopes?.join(' '),
      skip_consent: given.attributes?.some(({ key, value }) => key === 'first_party' && value === 'true'),
    }).filter(([, value]) => value !== undefined),
  );

async function described(
  call: Pick<Call<'client/create'>, 'world' | 'source'>,
  wanted: Members,
): Promise<Client> {
  const read = await readDescription(call.world.site.clients, wanted, actorOf(call));
  if (read.kind === 'client') return read.client;
  const [problem] = read.problems;
  throw new CallRefused('bad_call', `${problem?.at}: ${problem?.message}`);
}

const answered = (world: FrontEndWorld, client: Client, secret: string | null) => ({
  kind: 'document' as const,
  value: {
    ...describeClient(world, client),
    redirectUris: client.redirectUris,
    ...(secret === null ? {} : { clientSecret: secret }),
  },
});

export const makeClient: Handler<'client/create'> = async (call) => {
  const { given, world } = call;
  const { clients } = world.site;
  const id = given.clientIdAlias ?? randomUuid(clients.random);
  const client = await described(call, { ...members(given), client_id: id });
  const made = await createClient(clients, actorOf(call), { client, ownerId: null, createdBy: 'front-end' });
  if (made.kind === 'taken') throw new CallRefused('bad_call', 'clientIdAlias is that of another client');
  return answered(world, made.client, made.secret?.value ?? null);
};

async function stored(named: string, { numbers, site }: FrontEndWorld): Promise<ListedClient> {
  const id = await numbers.find(named);
  const found = id === null ? null : await findListedClient(site.database.kysely, id);
  if (found === null) throw new CallRefused('no_client');
  return found;
}

/** What is not said stays. */
export const changeClient: Handler<'client/update/{id}'> = async (call) => {
  const { given, id, world } = call;
  const { client: before, version } = await stored(id, world);
  const wanted = { ...membersOf(before), ...members(given), client_id: before.id };
  const client = await described(call, wanted);
  const outcome = await editClient(
    world.site.clients,
    { actor: actorOf(call), id: before.id },
    { version, client },
  );
  if (outcome.kind !== 'done')
    throw new CallRefused('bad_call', 'the client is not to be changed so, or was meanwhile');
  return answered(world, (await stored(before.id, world)).client, outcome.secret?.value ?? null);
};

export const endClient: Handler<'client/delete/{id}'> = async (call) => {
  const { client } = await stored(call.id, call.world);
  await deleteClient(call.world.site.clients, { actor: actorOf(call), id: client.id });
  return { kind: 'nothing' };
};

export const listAllClients: Handler<'client/get/list'> = async ({ given, world }) => {
  const { start, end, limit } = pageIn(given);
  const range = { limit, offset: start, order: null };
  const { rows, total } = await listClients(world.site.database, { search: '' }, range);
  const clients = rows.map(({ client }) => describeClient(world, client));
  return { kind: 'document', value: { start, end, totalCount: total.count, clients } };
};

/** Those that a person of the front-end allowed anything, or that hold something of theirs; the newest first. */
export const listAllowed: Handler<'client/authorization/get/list'> = async ({ given, world }) => {
  const { subject = '' } = given;
  const { start, end, limit } = pageIn(given);
  const { database, now } = world.site;
  const selection = { owner: guestId(subject), now: secondOf(now()) };
  const { rows, total } = await listAllowedClients(database, selection, { limit, offset: start });
  const found = await Promise.all(rows.map(({ clientId }) => world.store.findClient(clientId)));
  const clients = found.flatMap((client) => (client === null ? [] : [describeClient(world, client)]));
  return { kind: 'document', value: { start, end, subject, totalCount: total.count, clients } };
};

/** Ends what the person allowed the client, with its tokens. */
export const endAllowed: Handler<'client/authorization/delete/{clientId}'> = async (call) => {
  const { client } = await stored(call.id, call.world);
  const target = { actor: actorOf(call), id: client.id };
  await revokeAuthorization(call.world.site.clients, target, guestId(call.given.subject ?? ''));
  return { kind: 'nothing' };
};

/** Of what they allowed it those scopes stay that are named. */
export const narrowAllowed: Handler<'client/authorization/update/{clientId}'> = async (call) => {
  const { client } = await stored(call.id, call.world);
  const { subject = '', scopes } = call.given;
  if (scopes === undefined) throw new CallRefused('bad_call', 'scopes is missing');
  const target = { actor: actorOf(call), id: client.id };
  await narrowAuthorization(call.world.site.clients, target, { userId: guestId(subject), scopes });
  return { kind: 'document', value: resultOf('UPDATED') };
};
