/** What other processes do to a store in a test. */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { withSignIn } from '../src/store/sign-ins.ts';
import { openStoreIn, signInAt } from './stored.ts';
import { createTestWorld } from './world.ts';

/** Adds one of its own. */
export async function addSignIn(folder: string, index: number): Promise<void> {
  await openStoreIn(createTestWorld({ folder })).update((document) =>
    withSignIn(document, signInAt(`https://auth-${index}.example`)),
  );
}

/** Dies as by `kill -9` when the new text is on disk and the old one still in its place, holding the lock. */
export async function dieBeforeRename(folder: string): Promise<void> {
  fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
  syncBuiltinESMExports();
  await addSignIn(folder, 0);
}
