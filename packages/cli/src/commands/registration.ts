/** `grantor registration show, update, delete`: the stored registration at its server (RFC 7592). */

import { describeRegistration } from '../clients/describe-registration.ts';
import {
  deleteRegistration,
  readRegistration,
  storedClient,
  updateRegistration,
} from '../clients/registration.ts';
import { metadataOptions, requestedMetadata } from '../clients/requested-metadata.ts';
import type { Command, Invocation, Option } from '../command-line/command.ts';
import { confirm, yesOption } from '../command-line/confirm.ts';
import type { Ending } from '../errors/exit-code.ts';
import { Failure, wrongUsage } from '../errors/failure.ts';
import { isSameAddress } from '../server/address.ts';
import type { StoreDocument, StoredClient } from '../store/document.ts';
import { findSignIn, withClient, withoutClient } from '../store/sign-ins.ts';
import { findPlace, type Place } from '../tokens/place.ts';
import type { JsonObject } from '../untrusted/json.ts';

type Managed = StoredClient & { readonly registrationToken: string; readonly registrationUri: string };

const isManaged = (client: StoredClient): client is Managed =>
  client.registrationToken !== undefined && client.registrationUri !== undefined;

const accessTo = ({ registrationUri, registrationToken }: Managed) => ({
  uri: registrationUri,
  token: registrationToken,
});

/** The one named by `--client-id`, else the latest one at the server. */
function findManaged({ settings }: Invocation, document: StoreDocument, address: string): Managed {
  const issuer = findSignIn(document, { address, resources: [] })?.issuer ?? address;
  const managed = document.clients.filter(isManaged);
  const found = managed.findLast(({ clientId, issuer: at }) =>
    settings.clientId === undefined ? isSameAddress(at, issuer) : clientId === settings.clientId,
  );
  if (found !== undefined) return found;
  throw new Failure('failed', {
    what: `There is no registration stored for ${settings.clientId ?? address}.`,
    why:
      managed.length === 0
        ? ['None was made here.']
        : [`There are: ${managed.map(({ clientId, issuer: at }) => `${clientId} at ${at}`).join(', ')}`],
    remedy: ['Register a client with: grantor register'],
  });
}

/** The server may hand out a new registration token with any answer (RFC 7592 §3); it is kept at once. */
const withAnswer = (document: StoreDocument, client: Managed, answer: JsonObject): StoreDocument =>
  withClient(document, { ...client, ...storedClient(answer, client) });

async function show(invocation: Invocation): Promise<Ending> {
  const { http } = invocation;
  const { store, address } = await findPlace(invocation);
  const { client, answer } = await store.locked(async ({ document, save }) => {
    const found = findManaged(invocation, document, address);
    const read = await readRegistration(accessTo(found), http);
    await save(withAnswer(document, found, read));
    return { client: found, answer: read };
  });
  print(invocation, { client, answer, store, heading: 'Client' });
  return 'done';
}

/** Members that only the server sets (RFC 7592 §2.2). */
const serverMembers = new Set([
  'registration_access_token',
  'registration_client_uri',
  'client_secret',
  'client_secret_expires_at',
  'client_id_issued_at',
]);

async function update(invocation: Invocation): Promise<Ending> {
  const { http } = invocation;
  const changes = requestedMetadata(invocation);
  if (Object.keys(changes).length === 0) {
    throw wrongUsage(
      'Nothing to change was named.',
      'For example: grantor registration update --name "My app"',
    );
  }
  const { store, address } = await findPlace(invocation);
  const { client, answer } = await store.locked(async ({ document, save }) => {
    const found = findManaged(invocation, document, address);
    const current = await readRegistration(accessTo(found), http);
    const renewed = { ...found, ...storedClient(current, found) };
    const kept = Object.fromEntries(Object.entries(current).filter(([name]) => !serverMembers.has(name)));
    const access = isManaged(renewed) ? accessTo(renewed) : accessTo(found);
    const updated = await updateRegistration(access, { ...kept, ...changes }, http);
    await save(withAnswer(document, found, updated));
    return { client: found, answer: updated };
  });
  print(invocation, { client, answer, store, heading: 'Updated' });
  return 'done';
}

async function remove(invocation: Invocation): Promise<Ending> {
  const { http, output } = invocation;
  const { store, document, address } = await findPlace(invocation);
  const client = findManaged(invocation, document, address);
  const name = client.name === undefined ? client.clientId : `“${client.name}” (${client.clientId})`;
  await confirm(
    invocation,
    `Delete the client ${name} at ${client.issuer}? Everybody who uses it is signed out.`,
  );
  await deleteRegistration(accessTo(client), http);
  await store.update((now) => withoutClient(now, client));
  output.result(`Deleted the client ${name} at ${client.issuer}.`, {
    deleted: client.clientId,
    issuer: client.issuer,
  });
  return 'done';
}

type Shown = {
  readonly client: Managed;
  readonly answer: JsonObject;
  readonly store: Place['store'];
  readonly heading: string;
};

function print({ output }: Invocation, { client, answer, store, heading }: Shown): void {
  const shown = { heading, issuer: client.issuer, answer, place: store.place };
  const open = Object.fromEntries(
    Object.entries(answer).filter(([name]) => name !== 'registration_access_token'),
  );
  output.result(describeRegistration(shown, output.resultStyle), open);
}

const clientOption: Option = { name: 'client-id', value: 'ID', does: 'which one, if there are several' };

export const registrationShowCommand: Command = {
  name: 'registration show',
  does: 'show a client registered here',
  about: 'Asks the server for the registration that was made here, by default the latest one at the server.',
  positionals: [],
  options: [clientOption],
  example: { line: 'grantor registration show', shows: 'Its name, redirect URIs, grants and scope.' },
  run: show,
};

export const registrationUpdateCommand: Command = {
  name: 'registration update',
  does: 'change a client registered here',
  about: [
    'Reads the registration, changes what is asked and writes it whole. Everything else of it stays. The new',
    'registration token that servers hand out then is kept.',
  ].join('\n'),
  positionals: [],
  options: [...metadataOptions, clientOption],
  example: {
    line: 'grantor registration update --redirect-uri https://app.example.com/new',
    shows: 'The client comes back to this address only, from now on.',
  },
  run: update,
};

export const registrationDeleteCommand: Command = {
  name: 'registration delete',
  does: 'delete a client registered here',
  about: 'Deletes the client at the server, and with it every sign-in made with it. Asks first.',
  positionals: [],
  options: [clientOption, yesOption],
  example: { line: 'grantor registration delete --yes', shows: 'Deletes the latest one without asking.' },
  run: remove,
};
