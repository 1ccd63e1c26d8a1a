/** Clients: as they register themselves, what they ask of their grants, and what a front-end asks about them. */

import { endpoints } from '@grantor/engine';
import { clientId, type Reply } from '@grantor/protocol';
import { clientMembers, describeClient, type FrontEndWorld, type Handler } from './operation.ts';
import { CallRefused } from './wire/call-refused.ts';
import { jsonSent, tokenSent } from './wire/sent.ts';

/** The client that the reply is about, as it is now; undefined: there is none, or not any more. */
async function clientOf(reply: Reply, { store, ...world }: FrontEndWorld) {
  const id = reply.note.clientId;
  const client = id === null ? null : await store.findClient(clientId(id));
  return client === null ? undefined : describeClient({ store, ...world }, client);
}

export const register: Handler<'client/registration'> = async ({ given, source, world }) => {
  const sent = jsonSent(given.token, given.json, { path: endpoints.registration.path, source });
  const reply = await world.engine.register(sent);
  return { kind: 'relay', reply, members: { client: await clientOf(reply, world) } };
};

const configuration = (id: string): string => endpoints.clientConfiguration.path.replace('{id}', id);

/** The client names itself by its id; a number that stands for it will do. */
async function managed(
  { clientId: named = '' }: { readonly clientId?: string | undefined },
  world: FrontEndWorld,
) {
  const id = (await world.numbers.find(named)) ?? named;
  return { clientId: id, path: configuration(id) };
}

export const readClient: Handler<'client/registration/get'> = async ({ given, source, world }) => {
  const { clientId: id, path } = await managed(given, world);
  const reply = await world.engine.readClient({
    ...jsonSent(given.token, undefined, { path, source }),
    clientId: id,
  });
  return { kind: 'relay', reply, members: { client: await clientOf(reply, world) } };
};

export const updateClient: Handler<'client/registration/update'> = async ({ given, source, world }) => {
  const { clientId: id, path } = await managed(given, world);
  const sent = { ...jsonSent(given.token, given.json, { path, source }), clientId: id };
  const reply = await world.engine.replaceClient(sent);
  return { kind: 'relay', reply, members: { client: await clientOf(reply, world) } };
};

export const deleteClient: Handler<'client/registration/delete'> = async ({ given, source, world }) => {
  const { clientId: id, path } = await managed(given, world);
  return {
    kind: 'relay',
    reply: await world.engine.deleteClient({
      ...jsonSent(given.token, undefined, { path, source }),
      clientId: id,
    }),
  };
};

export const manageGrant: Handler<'gm'> = async ({ given, source, world }) => {
  const { gmAction, grantId = '', accessToken = '' } = given;
  const path = endpoints.grants.path.replace('{id}', grantId);
  const method = gmAction === 'REVOKE' ? 'DELETE' : 'GET';
  const sent = tokenSent(accessToken, { htm: method, ...given }, { path, source });
  const { engine } = world;
  const reply = await (gmAction === 'REVOKE'
    ? engine.revokeGrant({ ...sent, grantId })
    : engine.queryGrant({ ...sent, grantId }));
  return { kind: 'relay', reply };
};

async function knownClient(numberOrId: string, { numbers, store }: FrontEndWorld) {
  const id = await numbers.find(numberOrId);
  const client = id === null ? null : await store.findClient(clientId(id));
  if (client === null) throw new CallRefused('no_client');
  return client;
}

export const showClient: Handler<'client/get/{clientId}'> = async ({ id, world }) => ({
  kind: 'document',
  value: describeClient(world, await knownClient(id, world)),
});

/** What a front-end need not ask again: all that was ever allowed, as far as it would be given in silence here (protocol.md IN-3). */
export const grantedScopes: Handler<'client/granted_scopes/get/{clientId}'> = async ({
  given,
  id,
  world,
}) => {
  const { subject = '' } = given;
  const client = await knownClient(id, world);
  const mergedGrantedScopes = await world.engine.frontEnd.givenSilently(subject, client);
  const { clientId: number } = clientMembers(world, client.id);
  return {
    kind: 'document',
    value: { clientId: number, subject, mergedGrantedScopes },
  };
};
