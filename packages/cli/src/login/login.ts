/** `grantor login`: nothing to do, or one sign-in that is kept. */

import type { Invocation } from '../command-line/command.ts';
import { type EnvFile, envFileOption } from '../env-file/env-file.ts';
import type { Ending } from '../errors/exit-code.ts';
import { clockWords } from '../errors/sign-in.ts';
import { signIn } from '../flows/sign-in.ts';
import { discover, type Server } from '../server/discover.ts';
import { checkPkce } from '../server/metadata.ts';
import { bearableClockDifference } from '../server/protocol-client.ts';
import type { SignIn, StoreDocument, StoredClient } from '../store/document.ts';
import { findSignIn, findToken, wholeGrant } from '../store/sign-ins.ts';
import type { Account } from '../tokens/account.ts';
import { envFileKeeper, type Keeper } from '../tokens/keeper.ts';
import { findPlace, isForPlace, keeperAt, notedFile, type Place, placeOfFile } from '../tokens/place.ts';
import { describe, type Finished } from './describe.ts';
import { keepNewClient, keepSignIn, moveIntoFile } from './keep.ts';
import { endReplaced, replacedBy } from './replaced.ts';
import { standingSignIn } from './standing.ts';
import { showSummary } from './summary.ts';
import { wishFor } from './wish.ts';

export async function runLogin(invocation: Invocation): Promise<Ending> {
  const { given, world, http, settings } = invocation;
  const envFile = envFileOption(given, world);
  const found = await findPlace(invocation);
  const place = envFile === null ? found : placeOfFile(found, envFile);
  if (!given.has('force') && (await isStanding(invocation, place, envFile))) return 'done';
  const server = await discover(place.address, { http, allowsHttp: settings.allowsHttp });
  warnAboutServer(invocation, server);
  const wish = wishFor(invocation, server);
  const document = withFileClient(place.document, server, envFile);
  const keepClient = (client: StoredClient): Promise<void> => keepNewClient(place.store, client);
  const signedIn = await signIn(invocation, { server, document, wish, keepClient });
  const { account, entry } = await describe(invocation, { server, wish, signedIn });
  const replaced = await replacedBy(entry, place, envFile);
  const kept = await keepSignIn(invocation, { store: place.store, envFile, entry, client: signedIn.client });
  if (kept !== null) await endReplaced(invocation, replaced, entry);
  showNew(invocation, { server, wish, signedIn, entry, account, kept });
  return 'done';
}

/** Says so and answers true when a sign-in is there that still works. */
async function isStanding(invocation: Invocation, place: Place, envFile: EnvFile | null): Promise<boolean> {
  if (envFile !== null) await takeOver(invocation, place, envFile);
  const keeper = await keeperOf(invocation, place, envFile);
  const obtained = keeper === null ? null : await standingSignIn(invocation, place, keeper);
  if (keeper === null || obtained === null) return false;
  const { signIn: entry, token } = obtained;
  showSummary(invocation, {
    state: 'already_signed_in',
    server: entry.server,
    issuer: entry.issuer,
    clientId: entry.clientId,
    account: { source: 'nothing', ...(entry.subject === undefined ? {} : { subject: entry.subject }) },
    accountLine: entry.account ?? entry.subject ?? null,
    resources: entry.resources,
    grantedScopes: entry.grantedScopes,
    refusedScopes: [],
    expiresAt: token.expiresAt,
    renewal: entry.refreshToken === undefined ? 'none' : 'by_itself',
    place: keeper.place,
    accessToken: null,
  });
  return true;
}

/** Null when the file holds a sign-in for something else. */
async function keeperOf(
  invocation: Invocation,
  place: Place,
  envFile: EnvFile | null,
): Promise<Keeper | null> {
  if (envFile === null) return keeperAt(place, invocation);
  if (envFile.read().serverUrl !== undefined && !(await isForPlace(invocation, place, envFile))) return null;
  return envFileKeeper(envFile, notedFile(place.document, envFile));
}

/** A sign-in of the store moves into the file that is to have it; a second one would leave the first to nobody. */
async function takeOver(invocation: Invocation, place: Place, envFile: EnvFile): Promise<void> {
  const { accessToken, refreshToken } = envFile.read();
  const isEmpty = (accessToken ?? refreshToken) === undefined;
  if (isEmpty && findSignIn(place.document, place) !== undefined) {
    await moveIntoFile(invocation, place, envFile);
  }
}

function warnAboutServer({ output, http }: Invocation, { metadata }: Server): void {
  const pkce = metadata.authorization_endpoint === undefined ? null : checkPkce(metadata);
  if (pkce !== null) output.warn(pkce);
  const difference = http.clockDifference();
  if (Math.abs(difference) <= bearableClockDifference) return;
  const { what, why, remedy } = clockWords(difference);
  output.warn([what, ...why, ...remedy].join('\n  '));
}

/** The client in the file comes first, as if it were stored. */
function withFileClient(
  document: StoreDocument,
  { metadata }: Server,
  envFile: EnvFile | null,
): StoreDocument {
  const { clientId, clientSecret } = envFile?.read() ?? {};
  if (clientId === undefined || document.clients.some((one) => one.clientId === clientId)) return document;
  const client = {
    issuer: metadata.issuer,
    clientId,
    authMethod: clientSecret === undefined ? 'none' : 'client_secret_basic',
    redirectUris: [],
    purpose: 'sign_in',
    ...(clientSecret === undefined ? {} : { clientSecret }),
  } as const;
  return { ...document, clients: [client, ...document.clients] };
}

type News = Finished & { readonly entry: SignIn; readonly account: Account; readonly kept: string | null };

function showNew(invocation: Invocation, { server, wish, signedIn, entry, account, kept }: News): void {
  const { tokens } = signedIn;
  showSummary(invocation, {
    state: 'signed_in',
    server: server.address,
    issuer: entry.issuer,
    clientId: entry.clientId,
    account,
    accountLine: entry.account ?? null,
    resources: entry.resources,
    grantedScopes: tokens.scopes,
    refusedScopes: wish.scopes.filter((scope) => !tokens.scopes.includes(scope)),
    expiresAt: findToken(entry, wholeGrant)?.expiresAt,
    renewal: entry.refreshToken === undefined ? 'none' : 'by_itself',
    place: kept,
    accessToken: kept === null ? tokens.accessToken : null,
  });
}
