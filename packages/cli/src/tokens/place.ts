/** Which server and which sign-in a command is about. */

import type { Invocation } from '../command-line/command.ts';
import { openEnvFile } from '../env-file/env-file.ts';
import { defaultServer, parseAddress } from '../server/address.ts';
import type { StoreDocument } from '../store/document.ts';
import { findEnvFile, findSignIn } from '../store/sign-ins.ts';
import { openStore, type Store } from '../store/token-store.ts';
import { envFileKeeper, type Keeper, storeKeeper } from './keeper.ts';

export type Place = {
  readonly store: Store;
  readonly document: StoreDocument;
  /** The argument, `--server`, SERVER_URL, the last one used, else the usual local one (cli.md §2). */
  readonly address: string;
};

export async function findPlace(invocation: Invocation): Promise<Place> {
  const { given, settings } = invocation;
  const store = openStore(invocation);
  const document = await store.read();
  const named = given.positionals[0] ?? settings.server ?? document.lastServer ?? defaultServer;
  return { store, document, address: parseAddress(named) };
}

/** The owner of the sign-in under this address: the store, or the env file it was moved to. */
export function keeperAt({ store, document, address }: Place, { world }: Pick<Invocation, 'world'>): Keeper {
  const moved = findSignIn(document, address) === undefined ? findEnvFile(document, address) : undefined;
  return moved === undefined ? storeKeeper(store, address) : envFileKeeper(openEnvFile(moved, world), moved);
}
