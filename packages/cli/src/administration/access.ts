/** Who administers: the sign-in for the management API, which is none for anything else (cli.md §1, product.md M-1). */

import type { Invocation, Option } from '../command-line/command.ts';
import { flowOptions } from '../command-line/options.ts';
import { Failure } from '../errors/failure.ts';
import { tokenUnlessEnded } from '../login/standing.ts';
import type { AdminPlace } from './place.ts';

/** How a person signs in where no sign-in may administer yet. */
export const accessOptions: readonly Option[] = [
  { name: 'client-id', value: 'ID', does: 'the client to sign in with (CLIENT_ID)' },
  {
    name: 'data',
    value: 'FOLDER',
    does: 'data folder of the server, to use the client it was seeded with',
    completes: 'folder',
  } as const,
  ...flowOptions,
  { name: 'force', does: 'sign in again, choosing the account' },
].map((option) => ({ ...option, section: 'signing_in' }));

export type Access = {
  readonly issuer: string;
  /** The address of the management API, which is its resource identifier, too. */
  readonly api: string;
  readonly accessToken: string;
  /** `new`: somebody has just signed in for it. */
  readonly origin: 'kept' | 'new';
};

/** A token that may administer: the stored one, refreshed if need be, else of a new sign-in. */
export async function openAccess(invocation: Invocation, place: AdminPlace): Promise<Access> {
  const stored = invocation.given.has('force') ? null : await storedAccess(invocation, place);
  return stored ?? stepUp(invocation, place);
}

/** In the place of one that the server refused: of the refresh token if that still counts, else of a new sign-in. */
export async function renewAccess(
  invocation: Invocation,
  place: AdminPlace,
  refused: Access,
): Promise<Access> {
  await place.keeper.locked(async ({ kept, save }) => {
    if (kept === null) return;
    const others = kept.signIn.tokens.filter(({ accessToken }) => accessToken !== refused.accessToken);
    await save({ ...kept.signIn, tokens: others });
  });
  return (await storedAccess(invocation, place)) ?? stepUp(invocation, place);
}

async function storedAccess(invocation: Invocation, place: AdminPlace): Promise<Access | null> {
  if ((await place.keeper.read()) === null) return null;
  const obtained = await tokenUnlessEnded(invocation, place.api, place.keeper);
  return obtained === null ? null : accessTo(place, obtained.token.accessToken, 'kept');
}

async function stepUp(invocation: Invocation, place: AdminPlace): Promise<Access> {
  if (!isAttended(invocation)) throw unattended(place.server.address);
  const { signInToAdminister } = await import('./step-up.ts');
  return accessTo(place, await signInToAdminister(invocation, place), 'new');
}

/** A script must not wait for somebody who never comes: there, the way to sign in has to be named. */
const isAttended = ({ given, world }: Invocation): boolean =>
  world.stderr.isTerminal ||
  [...flowOptions.map(({ name }) => name), 'force'].some((name) => given.has(name));

const unattended = (issuer: string): Failure =>
  new Failure('sign_in_needed', {
    what: `Nobody is signed in here who may administer ${issuer}.`,
    why: ['Somebody has to sign in for it, and this is no terminal.'],
    remedy: ['Run the command once in a terminal, or add --device or --browser and sign in there.'],
  });

const accessTo = ({ server, api }: AdminPlace, accessToken: string, origin: Access['origin']): Access => ({
  issuer: server.metadata.issuer,
  api,
  accessToken,
  origin,
});
