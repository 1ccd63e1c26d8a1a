/** Which server and which sign-in a command is about. */

import type { Invocation } from '../command-line/command.ts';
import { type EnvFile, openEnvFile } from '../env-file/env-file.ts';
import { defaultServer, isSameAddress, parseAddress } from '../server/address.ts';
import { discover } from '../server/discover.ts';
import type { EnvFilePlace, StoreDocument } from '../store/document.ts';
import { findEnvFile, findSignIn, isSought, type Sought } from '../store/sign-ins.ts';
import { openStore, type Store } from '../store/token-store.ts';
import { envFileKeeper, type Keeper, storeKeeper } from './keeper.ts';

export type Place = Sought & {
  readonly store: Store;
  readonly document: StoreDocument;
  /** The argument, `--server`, SERVER_URL, the last one used, else the usual local one (cli.md §2). */
  readonly address: string;
  /** Whether a person or the settings named the address. */
  readonly isNamed: boolean;
};

export async function findPlace(invocation: Invocation): Promise<Place> {
  const { given, settings } = invocation;
  const store = openStore(invocation);
  const document = await store.read();
  const named = given.positionals[0] ?? settings.server;
  return {
    store,
    document,
    address: parseAddress(named ?? document.lastServer ?? defaultServer),
    isNamed: named !== undefined,
    resources: given.all('resource'),
  };
}

/** The owner of the sign-in that is sought: the store, or the env file it was moved to. */
export function keeperAt(place: Place, { world }: Pick<Invocation, 'world'>): Keeper {
  const { store, document } = place;
  const moved = findSignIn(document, place) === undefined ? findEnvFile(document, place) : undefined;
  return moved === undefined ? storeKeeper(store, place) : envFileKeeper(openEnvFile(moved, world), moved);
}

/** What the store noted of the file when a sign-in was put there: the file itself names no resource. */
export const notedFile = (
  { envFiles }: StoreDocument,
  { path, prefix }: Pick<EnvFile, 'path' | 'prefix'>,
): EnvFilePlace | undefined => envFiles.find((file) => file.path === path && file.prefix === prefix);

/** Where no server is named, an env file says itself which one it is for. */
export function placeOfFile(place: Place, envFile: EnvFile): Place {
  const address = notedFile(place.document, envFile)?.server ?? envFile.read().serverUrl;
  return place.isNamed || address === undefined ? place : { ...place, address: parseAddress(address) };
}

/**
 * Whether the sign-in in the file is the one that is sought. Of a file that nobody noted, all that can be known is
 * whether the address leads to its server.
 */
export async function isForPlace(
  { http, settings }: Pick<Invocation, 'http' | 'settings'>,
  place: Place,
  envFile: EnvFile,
): Promise<boolean> {
  const noted = notedFile(place.document, envFile);
  if (noted !== undefined) return isSought(noted, place);
  const issuer = envFile.read().serverUrl ?? '';
  if (isSameAddress(issuer, place.address)) return true;
  const { metadata } = await discover(place.address, { http, allowsHttp: settings.allowsHttp });
  return isSameAddress(issuer, metadata.issuer);
}
