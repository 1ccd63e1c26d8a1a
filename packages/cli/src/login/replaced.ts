/** Sign-ins whose place a new one takes: nobody else would ever end them. */

import type { Invocation } from '../command-line/command.ts';
import type { EnvFile } from '../env-file/env-file.ts';
import type { SignIn } from '../store/document.ts';
import { isSameSignIn } from '../store/sign-ins.ts';
import { revokeSignIn } from '../tokens/end.ts';
import { envFileKeeper, type Kept, keptInStore } from '../tokens/keeper.ts';
import { notedFile, type Place } from '../tokens/place.ts';

/** Of the store, and of the env file that is to be written. */
export async function replacedBy(
  entry: SignIn,
  { store }: Pick<Place, 'store'>,
  envFile: EnvFile | null,
): Promise<readonly Kept[]> {
  const document = await store.read();
  const inStore = document.signIns.find((one) => isSameSignIn(one, entry));
  const inFile = envFile === null ? null : await envFileKeeper(envFile, notedFile(document, envFile)).read();
  return [
    ...(inStore === undefined ? [] : [keptInStore(document, inStore)]),
    ...(inFile === null ? [] : [inFile]),
  ];
}

/** Takes them back at their servers; what could not be told is said, and changes nothing. */
export async function endReplaced(
  invocation: Invocation,
  replaced: readonly Kept[],
  entry: SignIn,
): Promise<void> {
  for (const old of replaced) {
    if (isStillIt(old.signIn, entry)) continue;
    const outcome = await revokeSignIn(invocation, old);
    // a client that was registered anew took the tokens of the old one with it
    if (outcome !== 'forgotten_only' || old.signIn.clientId !== entry.clientId) continue;
    invocation.output.warn(
      `${old.signIn.issuer} could not be told that the earlier sign-in is over: its tokens stay good until they expire.`,
    );
  }
}

/** A server may go on with the refresh token that there is. */
const isStillIt = (old: SignIn, entry: SignIn): boolean =>
  old.issuer === entry.issuer && old.refreshToken !== undefined && old.refreshToken === entry.refreshToken;
