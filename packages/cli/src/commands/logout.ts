import { managementOf } from '../administration/place.ts';
import type { Command, Invocation } from '../command-line/command.ts';
import { serverArgument } from '../command-line/options.ts';
import { openEnvFile } from '../env-file/env-file.ts';
import type { Ending } from '../errors/exit-code.ts';
import { findSignIn, withoutSignIn } from '../store/sign-ins.ts';
import { type Ended, endSignIn } from '../tokens/end.ts';
import { envFileKeeper, type Keeper, storeKeeper } from '../tokens/keeper.ts';
import { findPlace, keeperAt, type Place } from '../tokens/place.ts';

type Target = { readonly address: string; readonly keeper: Keeper };

async function logout(invocation: Invocation): Promise<Ending> {
  const { given, output } = invocation;
  const place = await findPlace(invocation);
  const targets = given.has('all') ? everyTarget(place, invocation) : targetsAt(place, invocation);
  const ended: Ended[] = [];
  for (const { address, keeper } of targets) ended.push(await endSignIn(invocation, address, keeper));
  await forgetPlaces(place, targets);
  const lines = ended.map((one) => describe(one));
  output.result(lines.length === 0 ? 'You were not signed in anywhere.' : lines.join('\n'), {
    signed_out: ended.map(endedJson),
  });
  return 'done';
}

/** With the sign-in to the server ends what was stepped up from it. */
function targetsAt(place: Place, { world }: Pick<Invocation, 'world'>): readonly Target[] {
  const own = { address: place.address, keeper: keeperAt(place, { world }) };
  const management = managementOf(place.address);
  if (findSignIn(place.document, management) === undefined) return [own];
  return [own, { address: management.address, keeper: storeKeeper(place.store, management) }];
}

function everyTarget({ store, document }: Place, { world }: Invocation): readonly Target[] {
  const inStore = document.signIns.map(({ server, resources }) => ({
    address: server,
    keeper: storeKeeper(store, { address: server, resources }),
  }));
  const inFiles = document.envFiles.map((file) => ({
    address: file.server,
    keeper: envFileKeeper(openEnvFile(file, world), file),
  }));
  return [...inStore, ...inFiles];
}

/** Env files that hold nothing any more are no place to look at. */
async function forgetPlaces({ store, document }: Place, targets: readonly Target[]): Promise<void> {
  const gone = document.envFiles.filter((file) => targets.some(({ address }) => address === file.server));
  if (gone.length === 0) return;
  await store.update((now) => gone.reduce(withoutSignIn, now));
}

function describe({ address, outcome }: Ended): string {
  switch (outcome) {
    case 'revoked':
      return `Signed out of ${address}.`;
    case 'not_signed_in':
      return `You were not signed in to ${address}.`;
    case 'forgotten_only':
      return `Signed out of ${address} here. The server could not be told: the tokens stay good until they expire.`;
    case 'not_revocable':
      return `Signed out of ${address} here. The server takes no tokens back: they stay good until they expire.`;
  }
}

const endedJson = ({ address, outcome }: Ended): unknown => ({ server: address, outcome });

export const logoutCommand: Command = {
  name: 'logout',
  does: 'end a sign-in, here and at the server',
  about: [
    'Takes the refresh token back at the server, then the access tokens, and forgets them here. They are forgotten',
    'even when the server cannot be reached, which is said then.',
  ].join('\n'),
  positionals: [serverArgument],
  options: [{ name: 'all', does: 'end every sign-in' }],
  example: { line: 'grantor logout', shows: 'Ends the sign-in that was used last.' },
  run: logout,
};
