/** Puts a new sign-in where it belongs: into the store, or into an env file that is its only owner (cli.md §3, §4). */

import type { ChosenClient } from '../clients/choose-client.ts';
import type { Invocation } from '../command-line/command.ts';
import { type EnvFile, isTracked } from '../env-file/env-file.ts';
import { ValueNotWritable } from '../env-file/lines.ts';
import { Failure } from '../errors/failure.ts';
import { notSignedIn } from '../errors/sign-in.ts';
import type { SignIn, StoreDocument, StoredClient } from '../store/document.ts';
import { StoreNotWritable } from '../store/not-writable.ts';
import { findSignIn, withClient, withEnvFile, withSignIn } from '../store/sign-ins.ts';
import type { Store } from '../store/token-store.ts';
import { envValuesOf } from '../tokens/keeper.ts';
import type { Place } from '../tokens/place.ts';
import { shellWord } from '../untrusted/shell-word.ts';

export type Keepsake = {
  readonly store: Store;
  readonly envFile: EnvFile | null;
  readonly entry: SignIn;
  readonly client: ChosenClient;
  /** The server that is meant where none is named; absent: that of the sign-in, from now on. */
  readonly lastServer?: string;
};

/** Where it is kept, or null when nothing could be written; that is said. */
export async function keepSignIn(invocation: Invocation, keepsake: Keepsake): Promise<string | null> {
  const { output } = invocation;
  try {
    if (keepsake.envFile !== null)
      return await keepInFile(invocation, { ...keepsake, envFile: keepsake.envFile });
    const { store, entry, client, lastServer } = keepsake;
    await store.update((document) => {
      const kept = withSignIn(withNewClient(document, client), entry);
      return lastServer === undefined ? kept : { ...kept, lastServer };
    });
    return store.place;
  } catch (error) {
    if (!(error instanceof StoreNotWritable)) throw error;
    output.warn([error.message, ...error.why, ...error.remedy].join('\n  '));
    return null;
  }
}

/** Before anybody signs in with it: the next attempt uses it again. What cannot be kept is said with the sign-in. */
export async function keepNewClient(store: Store, client: StoredClient): Promise<void> {
  try {
    await store.update((document) => withClient(document, client));
  } catch (error) {
    if (!(error instanceof StoreNotWritable)) throw error;
  }
}

const withNewClient = (document: StoreDocument, { toStore }: ChosenClient): StoreDocument =>
  toStore === null ? document : withClient(document, toStore);

type InFile = Keepsake & { readonly envFile: EnvFile };

async function keepInFile(
  { output }: Invocation,
  { store, envFile, entry, client }: InFile,
): Promise<string> {
  const values = { ...envValuesOf(entry), clientSecret: client.identity.clientSecret };
  try {
    await envFile.locked(async () => envFile.write(values));
  } catch (error) {
    if (!(error instanceof ValueNotWritable)) throw error;
    await store.update((document) => withSignIn(withNewClient(document, client), entry));
    throw keptInstead(error, store.place);
  }
  await noteFile({ store, envFile, entry, client }, output);
  warnIfTracked(envFile, output);
  return envFile.place;
}

/** Nobody has to sign in again for it. */
const keptInstead = (error: ValueNotWritable, place: string): Failure =>
  new Failure('failed', {
    what: error.message,
    why: [...error.why, `The sign-in is kept in ${place} instead.`],
    remedy: ['Use it from there: grantor token', ...error.remedy],
    cause: error,
  });

/** The store remembers the file, so that the other commands find the sign-in there. */
async function noteFile(
  { store, envFile, entry, client }: InFile,
  output: Invocation['output'],
): Promise<void> {
  const { issuer, server, resources } = entry;
  const place = { issuer, server, resources, path: envFile.path, prefix: envFile.prefix };
  try {
    await store.update((document) => withEnvFile(withNewClient(document, client), place));
  } catch (error) {
    if (!(error instanceof StoreNotWritable)) throw error;
    output.warn(`${error.message} Use --env ${shellWord(envFile.place)} with the other commands.`);
  }
}

/** Makes an env file the owner of a sign-in of the store. Rejects with `sign_in_needed` when there is none. */
export async function moveIntoFile(
  { output }: Invocation,
  place: Pick<Place, 'store' | 'address' | 'resources'>,
  envFile: EnvFile,
): Promise<void> {
  await place.store.locked(async ({ document, save }) => {
    const entry = findSignIn(document, place);
    if (entry === undefined) throw notSignedIn(place.address, { envFile: envFile.place });
    const { issuer, server, resources, clientId } = entry;
    const client = document.clients.find((one) => one.issuer === issuer && one.clientId === clientId);
    const values = { ...envValuesOf(entry), clientSecret: client?.clientSecret };
    await envFile.locked(async () => envFile.write(values));
    await save(
      withEnvFile(document, { issuer, server, resources, path: envFile.path, prefix: envFile.prefix }),
    );
  });
  warnIfTracked(envFile, output);
}

function warnIfTracked(envFile: EnvFile, output: Invocation['output']): void {
  if (!isTracked(envFile.path)) return;
  output.warn(
    `${envFile.place} is tracked by git: a push would publish the tokens in it. Run: git rm --cached ${shellWord(envFile.place)}`,
  );
}
