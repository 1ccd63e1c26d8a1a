/** Owns the sign-ins and clients of this person on this machine. Every change is one locked read and write. */

import { existsSync, renameSync } from 'node:fs';
import type { Settings } from '../command-line/settings.ts';
import { Failure } from '../errors/failure.ts';
import type { Output } from '../output/output.ts';
import type { World } from '../world/world.ts';
import { removeLeftovers } from './atomic-file.ts';
import { emptyDocument, formatDocument, parseDocument, type StoreDocument } from './document.ts';
import { findKeyring } from './keyring.ts';
import { shortPath, tokenFileFor } from './location.ts';
import { withLock } from './lock.ts';
import { asNotWritable } from './not-writable.ts';
import { openVault, prepareFolder } from './vault.ts';

/** The store while this process holds its lock. */
export type HeldStore = {
  readonly document: StoreDocument;
  /** On disk when it resolves. */
  save(document: StoreDocument): Promise<void>;
};

export type Store = {
  /** How people call the place. */
  readonly place: string;
  read(): Promise<StoreDocument>;
  /** Rejects with `StoreNotWritable` before the work begins, where nothing could be saved. */
  locked<T>(work: (held: HeldStore) => Promise<T>): Promise<T>;
  /** One change of the document. */
  update(change: (document: StoreDocument) => StoreDocument): Promise<void>;
};

export type StoreSurroundings = {
  readonly world: World;
  readonly settings: Settings;
  readonly output: Output;
};

export function openStore({ world, settings, output }: StoreSurroundings): Store {
  const path = tokenFileFor(world, settings);
  const warn = (text: string): void => output.warn(text);
  // whoever names a file wants the tokens in it
  const mode =
    settings.tokenStore === 'auto' && settings.tokenFile !== undefined ? 'file' : settings.tokenStore;
  const keyring = findKeyring(world);
  const pathIs = settings.tokenFile === undefined ? 'usual' : 'named';
  const vault = openVault({ path, pathIs, mode, keyring, warn });

  async function read(): Promise<StoreDocument> {
    const text = await vault.read();
    if (text === null) return emptyDocument;
    const parsed = parseDocument(text);
    switch (parsed.kind) {
      case 'document':
        return parsed.document;
      case 'newer':
        throw newerStore(path);
      case 'damaged':
        warn(`${path} is damaged and was set aside as ${setAside(path)}. You need to sign in again.`);
        return emptyDocument;
    }
  }

  async function locked<T>(work: (held: HeldStore) => Promise<T>): Promise<T> {
    return withLock(`${path}.lock`, world, async () => {
      removeLeftovers(path);
      return work({ document: await read(), save });
    });
  }

  /** What could not be read again would be damage, and everything else would be lost with it. */
  async function save(document: StoreDocument): Promise<void> {
    const text = formatDocument(document);
    if (parseDocument(text).kind !== 'document') throw new Error('the store cannot hold that');
    await writing(() => vault.write(text));
  }

  async function writing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asNotWritable(error, shortPath(path, world));
    }
  }

  return {
    place: mode !== 'file' && keyring !== null ? keyring.name : shortPath(path, world),
    read: () => writing(read),
    locked: (work) =>
      writing(async () => {
        prepareFolder(path, warn);
        return locked(work);
      }),
    update: (change) =>
      writing(async () => {
        prepareFolder(path, warn);
        await locked((held) => held.save(change(held.document)));
      }),
  };
}

/** Renames what cannot be read, to a name that is free; answers the name. */
function setAside(path: string): string {
  let target = `${path}.broken`;
  for (let count = 2; existsSync(target); count += 1) target = `${path}.broken.${count}`;
  renameSync(path, target);
  return target;
}

const newerStore = (path: string): Failure =>
  new Failure('failed', {
    what: `${path} was written by a newer version of grantor.`,
    remedy: ['Update grantor, or name another file: TOKEN_FILE=/path/to/tokens.json'],
  });
