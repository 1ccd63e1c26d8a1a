/** Signs in for the management API, by a client that an administrator or the first start made (protocol.md SC-4, SC-5). */

import { seededClientId } from '../clients/seeded-client.ts';
import type { Invocation } from '../command-line/command.ts';
import { Failure } from '../errors/failure.ts';
import { type SignedIn, signIn } from '../flows/sign-in.ts';
import { describe } from '../login/describe.ts';
import { keepSignIn } from '../login/keep.ts';
import { endReplaced, replacedBy } from '../login/replaced.ts';
import type { Wish } from '../server/wish.ts';
import type { SignIn, StoreDocument } from '../store/document.ts';
import { revokeSignIn } from '../tokens/end.ts';
import { clean } from '../untrusted/clean.ts';
import { parseObject, readText } from '../untrusted/json.ts';
import { type AdminPlace, adminScope } from './place.ts';
import { noAdministrator } from './problem.ts';

/** The access token. Rejects when the client or the person may not administer; nothing is kept then. */
export async function signInToAdminister(invocation: Invocation, place: AdminPlace): Promise<string> {
  const { output } = invocation;
  const { issuer } = place.server.metadata;
  const clientId = await clientFor(invocation, place);
  output.say(`Administering ${issuer} takes a sign-in of its own, as an administrator.`);
  const wish: Wish = {
    scopes: [adminScope],
    resources: [place.api],
    prompt: invocation.given.has('force') ? ['select_account'] : [],
  };
  const signedIn = await askPerson(invocation, place, { clientId, wish });
  const finished = { server: { ...place.server, address: place.api }, wish, signedIn };
  const { entry } = await describe(invocation, finished);
  const { tokens } = signedIn;
  const person = await personOf(invocation, place, { tokens, subject: entry.subject });
  if (person === 'no_administrator') {
    await revokeSignIn(invocation, { signIn: entry, client: signedIn.client.identity });
    throw noAdministrator(issuer);
  }
  const account = person?.username ?? entry.account;
  await keep(invocation, place, {
    signedIn,
    entry: { ...entry, ...(account === undefined ? {} : { account }) },
  });
  output.say(`Signed in to administer ${issuer} as ${account ?? 'an administrator'}.`);
  return tokens.accessToken;
}

type Ask = { readonly clientId: string; readonly wish: Wish };

/** By the client named and by no other: a new registration could not have the scope. */
function askPerson(
  invocation: Invocation,
  { server, document }: AdminPlace,
  { clientId, wish }: Ask,
): Promise<SignedIn> {
  const named = { ...invocation, settings: { ...invocation.settings, clientId } };
  const keepClient = async (): Promise<void> => {};
  return signIn(named, { server, document, wish, keepClient }).catch((error: unknown) => {
    throw refusalOf(error, { issuer: server.metadata.issuer, clientId });
  });
}

type Person = { readonly username: string | undefined };

/** As the API itself knows who has signed in; null: it does not say. */
async function personOf(
  { http }: Invocation,
  { api }: AdminPlace,
  { tokens, subject }: { readonly tokens: SignedIn['tokens']; readonly subject: string | undefined },
): Promise<Person | 'no_administrator' | null> {
  if (!tokens.scopes.includes(adminScope)) return 'no_administrator';
  const response = await http.fetchWith('single')(`${api}/users/${encodeURIComponent(subject ?? '-')}`, {
    headers: { accept: 'application/json', authorization: `Bearer ${tokens.accessToken}` },
  });
  if (response.status === 403) return 'no_administrator';
  const content = response.ok ? parseObject(await response.text()) : null;
  const username = content === null ? undefined : readText(content, 'username');
  return content === null ? null : { username: username === undefined ? undefined : clean(username) };
}

type Keepsake = { readonly signedIn: SignedIn; readonly entry: SignIn };

/** In the place of an earlier one for the same, which is ended; what `grantor token` means stays what it was. */
async function keep(
  invocation: Invocation,
  { server, store, document }: AdminPlace,
  { signedIn, entry }: Keepsake,
): Promise<void> {
  const replaced = await replacedBy(entry, { store }, null);
  const lastServer = document.lastServer ?? server.address;
  const kept = await keepSignIn(invocation, {
    ...{ store, envFile: null, entry, client: signedIn.client, lastServer },
  });
  if (kept !== null) await endReplaced(invocation, replaced, entry);
}

/**
 * The client named, that of the earlier sign-in for this, that of a sign-in to the server, or the seeded one: never one
 * that this program registered, as it could not have the scope.
 */
async function clientFor(invocation: Invocation, { server, document, keeper }: AdminPlace): Promise<string> {
  const { issuer } = server.metadata;
  const earlier = (await keeper.read())?.signIn.clientId;
  const ofServer = document.signIns
    .filter((one) => one.issuer === issuer)
    .map(({ clientId }) => clientId)
    .findLast((id) => !isRegisteredHere(document, id));
  const found = invocation.settings.clientId ?? earlier ?? ofServer ?? seededClientId(issuer, invocation);
  if (found !== null) return found;
  throw new Failure('refused', {
    what: `This program has no client that may administer ${issuer}.`,
    why: [selfRegistered],
    remedy: howToSeeded,
  });
}

const isRegisteredHere = ({ clients }: StoreDocument, id: string): boolean =>
  clients.some(({ clientId, registrationToken }) => clientId === id && registrationToken !== undefined);

const selfRegistered = `Clients that registered themselves, as this program does, never get the scope “${adminScope}”.`;

const howToSeeded = [
  'Use the client that the server was seeded with: its id is in grantor-credentials.txt in the data folder there.',
  'Add: --client-id ID, or on that machine: --data FOLDER',
];

/** What the server says to the client, in words about administration. */
function refusalOf(error: unknown, { issuer, clientId }: { issuer: string; clientId: string }): unknown {
  if (!(error instanceof Failure)) return error;
  const { technical } = error;
  if (technical.code === 'invalid_scope')
    return new Failure('refused', {
      what: `The client ${clientId} may not administer ${issuer}.`,
      why: [selfRegistered, ...error.why.filter((line) => line.startsWith('The server says'))],
      remedy: howToSeeded,
      technical,
      cause: error,
    });
  if (technical.code === 'invalid_target')
    return new Failure('failed', {
      what: `${issuer} has no management API.`,
      why: ['It is no Grantor, or an older one.'],
      remedy: ['Name another server: --server URL'],
      technical,
      cause: error,
    });
  return error;
}
