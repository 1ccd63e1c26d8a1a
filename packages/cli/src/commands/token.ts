import type { Command, Invocation } from '../command-line/command.ts';
import { envOptions, resourceOption, scopeOption, serverArgument } from '../command-line/options.ts';
import { type EnvFile, envFileOption } from '../env-file/env-file.ts';
import type { Ending } from '../errors/exit-code.ts';
import { wrongUsage } from '../errors/failure.ts';
import { notSignedIn } from '../errors/sign-in.ts';
import { isoTime } from '../output/time.ts';
import { splitScope } from '../server/token-answer.ts';
import type { CachedToken } from '../store/document.ts';
import { relatedServers, secondsLeft, type TokenKey } from '../store/sign-ins.ts';
import { envFileKeeper, type Keeper } from '../tokens/keeper.ts';
import { obtainToken } from '../tokens/obtain.ts';
import { findPlace, isForPlace, keeperAt, notedFile, placeOfFile } from '../tokens/place.ts';

async function token(invocation: Invocation): Promise<Ending> {
  const { given, world, output } = invocation;
  const minTtl = readMinTtl(given.text('min-ttl'));
  const key: TokenKey = {
    resources: given.all('resource'),
    scopes: splitScope(given.text('scope')).toSorted(),
  };
  const envFile = envFileOption(given, world);
  const owned = await (envFile === null ? inStore(invocation) : inFile(invocation, envFile));
  const obtained = await obtainToken(invocation, { ...owned, key, minTtl });
  const left = Math.floor(secondsLeft(obtained.token, world.now()));
  if (left < minTtl && given.has('min-ttl') && obtained.origin !== 'old') {
    output.warn(
      `--min-ttl ${minTtl} cannot be met: tokens of this server are good for ${describeLife(obtained.token, left)}.`,
    );
  }
  output.result(obtained.token.accessToken, {
    access_token: obtained.token.accessToken,
    token_type: 'Bearer',
    scopes: obtained.token.grantedScopes,
    expires_at: isoTime(obtained.token.expiresAt),
  });
  return 'done';
}

/** How long they are when they are new, as far as that is known. */
const describeLife = ({ lifetime }: CachedToken, left: number): string => `${lifetime ?? left} seconds`;

function readMinTtl(text: string | undefined): number {
  const seconds = Number(text ?? 60);
  if (Number.isInteger(seconds) && seconds >= 0) return seconds;
  throw wrongUsage(`--min-ttl is not a number of seconds: ${text}`, 'For example: --min-ttl 300');
}

type Owned = { readonly address: string; readonly keeper: Keeper; readonly others: readonly string[] };

async function inStore(invocation: Invocation): Promise<Owned> {
  const place = await findPlace(invocation);
  const others = relatedServers(place.document, place);
  return { address: place.address, keeper: keeperAt(place, invocation), others };
}

/** The file owns its sign-in; one that is still in the store moves there (cli.md §4). */
async function inFile(invocation: Invocation, envFile: EnvFile): Promise<Owned> {
  const place = placeOfFile(await findPlace(invocation), envFile);
  const { address } = place;
  const { serverUrl, accessToken, refreshToken } = envFile.read();
  if (serverUrl !== undefined && (accessToken ?? refreshToken) !== undefined) {
    if (place.isNamed && !(await isForPlace(invocation, place, envFile))) {
      throw notSignedIn(address, { envFile: envFile.place, others: [serverUrl] });
    }
    return { address, keeper: envFileKeeper(envFile, notedFile(place.document, envFile)), others: [] };
  }
  const { moveIntoFile } = await import('../login/keep.ts');
  await moveIntoFile(invocation, place, envFile);
  return { address, keeper: envFileKeeper(envFile), others: [] };
}

export const tokenCommand: Command = {
  name: 'token',
  does: 'print a valid access token',
  about: [
    'Prints a valid access token and nothing else, for scripts. A token that is about to end is renewed first,',
    'silently; any number of calls at once renew it once. Without a sign-in it ends with exit code 3.',
  ].join('\n'),
  positionals: [serverArgument],
  options: [
    { ...scopeOption, does: 'a narrower token: some of the scopes of the sign-in' },
    { ...resourceOption, does: 'a narrower token: for this API only; may be repeated' },
    { name: 'min-ttl', value: 'SECONDS', does: 'how long it has to be good for (default 60)' },
    ...envOptions,
  ],
  example: {
    line: 'curl -H "Authorization: Bearer $(grantor token)" https://api.example.com/files',
    shows: 'Calls an API with a token that is always valid.',
  },
  run: token,
};
