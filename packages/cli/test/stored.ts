/** A store as an earlier sign-in left it. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arguments } from '../src/command-line/arguments.ts';
import { readSettings } from '../src/command-line/settings.ts';
import { createOutput } from '../src/output/output.ts';
import {
  emptyDocument,
  formatDocument,
  parseDocument,
  type SignIn,
  type StoreDocument,
} from '../src/store/document.ts';
import { openStore, type Store } from '../src/store/token-store.ts';
import type { World } from '../src/world/world.ts';

/** Nothing was typed. */
export const noArguments: Arguments = {
  positionals: [],
  has: () => false,
  standsAlone: () => false,
  text: () => undefined,
  all: () => [],
};

/** The store as a command in this world opens it. */
export function openStoreIn(world: World): Store {
  const output = createOutput(world, { json: false, quiet: false, verbose: false });
  return openStore({ world, settings: readSettings(world, noArguments), output });
}

export const storePath = (folder: string): string => join(folder, 'config/grantor/tokens.json');

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

export const signInAt = (issuer: string, more: Partial<SignIn> = {}): SignIn => ({
  issuer,
  server: issuer,
  clientId: 'the-client',
  resources: [],
  grantedScopes: ['openid', 'read', 'write'],
  account: 'Ada (ada@example.com)',
  refreshToken: 'refresh-0',
  tokens: [
    {
      resources: [],
      scopes: [],
      accessToken: 'access-0',
      grantedScopes: ['openid', 'read', 'write'],
      expiresAt: inSeconds(10),
    },
  ],
  ...more,
});

export function writeStore(folder: string, document: Partial<StoreDocument>): void {
  mkdirSync(join(folder, 'config/grantor'), { recursive: true, mode: 0o700 });
  writeFileSync(storePath(folder), formatDocument({ ...emptyDocument, ...document }), { mode: 0o600 });
}

export function readStore(folder: string): StoreDocument {
  const parsed = parseDocument(readFileSync(storePath(folder), 'utf8'));
  if (parsed.kind !== 'document') throw new Error(`the store is ${parsed.kind}`);
  return parsed.document;
}
