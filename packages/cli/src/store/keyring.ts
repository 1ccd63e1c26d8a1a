/** The system's keyring, through the program the system has for it: secrets go in by stdin, never as arguments. */

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { World } from '../world/world.ts';

export type Keyring = {
  /** How people call it. */
  readonly name: string;
  put(key: string, secret: string): Promise<void>;
  /** Null when there is no such entry. */
  get(key: string): Promise<string | null>;
  remove(key: string): Promise<void>;
};

export class KeyringFailed extends Error {
  override readonly name = 'KeyringFailed';
}

const service = 'grantor';

type Environment = World['environment'];
type Outcome = { readonly code: number | null; readonly out: string; readonly err: string };
type Call = { readonly program: string; readonly words: readonly string[]; readonly input?: string };

async function runProgram({ program, words, input }: Call, environment: Environment): Promise<Outcome> {
  const child = spawn(program, words, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => {}); // it may end before it has read
  child.stdin.end(input ?? '');
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, out, err };
}

const demand = (outcome: Outcome): void => {
  if (outcome.code !== 0) throw new KeyringFailed(outcome.err.trim() || `it ended with ${outcome.code}`);
};

/** GNOME Keyring, KWallet and whatever else speaks the Secret Service, by `secret-tool`. */
function secretService(program: string, environment: Environment): Keyring {
  const names = (key: string): readonly string[] => ['service', service, 'key', key];
  const call = (words: readonly string[], input?: string): Promise<Outcome> =>
    runProgram({ program, words, ...(input === undefined ? {} : { input }) }, environment);
  return {
    name: 'the keyring',
    put: async (key, secret) => demand(await call(['store', '--label', service, ...names(key)], secret)),
    async get(key) {
      const outcome = await call(['lookup', ...names(key)]);
      if (outcome.code === 1 && outcome.err.trim() === '') return null;
      demand(outcome);
      return outcome.out;
    },
    remove: async (key) => void (await call(['clear', ...names(key)])),
  };
}

const noSuchItem = 44; // errSecItemNotFound, as `security` exits with it

/** The macOS keychain, by `security`. Its `-i` reads commands, and with them the secret, from stdin. */
function keychain(program: string, environment: Environment): Keyring {
  const call = (words: readonly string[], input?: string): Promise<Outcome> =>
    runProgram({ program, words, ...(input === undefined ? {} : { input }) }, environment);
  return {
    name: 'the keychain',
    put: async (key, secret) =>
      demand(await call(['-i'], `add-generic-password -U -s ${service} -a ${key} -w ${secret}\n`)),
    async get(key) {
      const outcome = await call(['find-generic-password', '-s', service, '-a', key, '-w']);
      if (outcome.code === noSuchItem) return null;
      demand(outcome);
      return outcome.out.trimEnd();
    },
    remove: async (key) => void (await call(['delete-generic-password', '-s', service, '-a', key])),
  };
}

/** The keyring of this machine, or null where there is none that a program could use. */
export function findKeyring({
  platform,
  environment,
}: Pick<World, 'platform' | 'environment'>): Keyring | null {
  if (platform === 'darwin') {
    const program = findProgram('security', environment);
    return program === null ? null : keychain(program, environment);
  }
  if (platform !== 'linux' || !environment['DBUS_SESSION_BUS_ADDRESS']) return null;
  const program = findProgram('secret-tool', environment);
  return program === null ? null : secretService(program, environment);
}

/** The file that the shell would run for this name, or null. */
export function findProgram(name: string, environment: Environment): string | null {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return null;
}
