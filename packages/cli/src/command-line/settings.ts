/** Reads what was configured: options win over the environment, the environment over `.env` (cli.md §5). */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { plainEnvText } from '@grantor/protocol';
import { wrongUsage } from '../errors/failure.ts';
import type { World } from '../world/world.ts';
import type { Arguments } from './arguments.ts';

/** The names that a `.env` in the working directory is read for; everything else in it is somebody else's. */
export const settingNames = [
  'SERVER_URL',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'SCOPE',
  'CALLBACK_PORT',
  'REDIRECT_URI',
  'TOKEN_FILE',
  'TOKEN_STORE',
] as const;

export type SettingName = (typeof settingNames)[number];
export type TokenStore = 'auto' | 'file' | 'keyring';

export type Settings = {
  /** A value of the environment or of `.env`; an empty one counts as unset. */
  readonly variable: (name: SettingName) => string | undefined;
  /** As `--server` or SERVER_URL name it; commands with a server argument prefer that. */
  readonly server: string | undefined;
  readonly clientId: string | undefined;
  readonly callbackPort: number | undefined;
  readonly redirectUri: string | undefined;
  readonly tokenFile: string | undefined;
  readonly tokenStore: TokenStore;
  readonly timeoutMilliseconds: number;
  readonly allowsHttp: boolean;
};

/** Throws a failure of wrong usage that names the setting which does not parse. */
export function readSettings(world: World, given: Arguments): Settings {
  const dotenv = readDotenv(world.directory);
  const variable = (name: SettingName): string | undefined =>
    world.environment[name] || dotenv[name] || undefined;
  const file = variable('TOKEN_FILE');
  return {
    variable,
    server: given.text('server') ?? variable('SERVER_URL'),
    clientId: given.text('client-id') || variable('CLIENT_ID'),
    callbackPort:
      readPort(given.text('port'), '--port') ?? readPort(variable('CALLBACK_PORT'), 'CALLBACK_PORT'),
    redirectUri: variable('REDIRECT_URI'),
    tokenFile: file === undefined ? undefined : resolve(world.directory, file),
    tokenStore: readTokenStore(variable('TOKEN_STORE')),
    timeoutMilliseconds: readTimeout(given.text('timeout')),
    allowsHttp: given.has('allow-http'),
  };
}

function readDotenv(folder: string): NodeJS.Dict<string> {
  try {
    return parseEnv(plainEnvText(readFileSync(resolve(folder, '.env'), 'utf8')));
  } catch {
    return {}; // no file, or not ours to read
  }
}

function readPort(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw wrongUsage(`${name} is not a port: ${text}`, 'A port is a number from 1 to 65535.');
}

function readTimeout(text: string | undefined): number {
  const seconds = Number(text ?? 10);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 3600) return seconds * 1000;
  throw wrongUsage(`--timeout is not a number of seconds: ${text}`, 'For example: --timeout 30');
}

function readTokenStore(text: string | undefined): TokenStore {
  if (text === undefined) return 'auto';
  if (text === 'auto' || text === 'file' || text === 'keyring') return text;
  throw wrongUsage(`TOKEN_STORE is not a place for tokens: ${text}`, 'One of: auto, file, keyring.');
}
