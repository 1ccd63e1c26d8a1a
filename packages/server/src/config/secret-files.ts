import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Secret } from '@grantor/protocol';
import { Refusal } from '../refusal/refusal.ts';
import type { Configuration } from './types.ts';
import { checkSecret } from './values/secret-rules.ts';

/** One secret and its earlier values, newest first. */
export type SecretHistory = { readonly current: Secret; readonly previous: readonly Secret[] };

export type SecretName = 'jwt' | 'session' | 'encryption';

export type ServerSecretValues = Readonly<Record<SecretName, SecretHistory>>;

/** The start must fail: the message says which file or folder and why, never a secret. */
export class UnusableSecret extends Refusal {}

/** What a generated one is called in DATA_DIR. */
export const secretFileNames: Readonly<Record<SecretName, string>> = {
  jwt: 'jwt-secret',
  session: 'session-secret',
  encryption: 'encryption-secret',
};

/** Creates DATA_DIR with its parents, and closes it to everybody else (operations B-1). Rejects with UnusableSecret. */
export async function prepareDataFolder(folder: string): Promise<void> {
  const unusable = (wrong: string) => (cause: unknown) => {
    throw new UnusableSecret(`DATA_DIR ${folder} ${wrong}`, { cause });
  };
  await makeFolder(folder).catch(unusable('cannot be made a folder'));
  const { mode } = await stat(folder).catch(unusable('cannot be looked at'));
  if ((mode & 0o777) === 0o700) return;
  await chmod(folder, 0o700).catch(unusable('is open to others and cannot be closed to mode 0700'));
}

/** With what is missing above it. Not mkdir's `recursive`: where nobody can make folders, /proc say, Node never ends. */
async function makeFolder(folder: string, above: 'unknown' | 'made' = 'unknown'): Promise<void> {
  const failure: unknown = await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => error);
  if (failure === undefined) return;
  if (isCode(failure, 'ENOENT') && above === 'unknown') {
    await makeFolder(dirname(folder));
    return makeFolder(folder, 'made');
  }
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere) throw failure;
}

/**
 * The configured secrets; a missing one is read from the data folder, where the first start generates it.
 * Processes that start together agree on one. Rejects with UnusableSecret.
 */
export const resolveSecrets = (configuration: Configuration): Promise<ServerSecretValues> =>
  everySecret(configuration, readOrGenerate);

/**
 * The bearer tokens of the API for front-ends: those of the configuration, or the one that the first start makes. Rejects
 * with UnusableSecret (federation-vci-authlete.md ATL-20).
 */
export async function resolveApiTokens({ server, authlete }: Configuration): Promise<readonly Secret[]> {
  if (authlete.apiTokens.length > 0) return authlete.apiTokens;
  return [await readOrGenerate(join(server.dataDir, apiTokenFile))];
}

/** What a generated one is called in DATA_DIR. */
const apiTokenFile = 'authlete-api-token';

/** The same without generating: null where the first start has yet to. */
export async function presentSecrets(
  configuration: Configuration,
): Promise<Readonly<Record<SecretName, SecretHistory | null>>> {
  const found = await everySecret(configuration, readSecret);
  const present = ({ current, previous }: Found<Secret | null>): SecretHistory | null =>
    current === null ? null : { current, previous };
  return {
    jwt: present(found.jwt),
    session: present(found.session),
    encryption: present(found.encryption),
  };
}

type Found<Current> = { readonly current: Current; readonly previous: readonly Secret[] };

async function everySecret<Current>(
  { server, secrets }: Configuration,
  read: (file: string) => Promise<Current>,
): Promise<Readonly<Record<SecretName, Found<Current | Secret>>>> {
  const find = async (name: SecretName, given: Secret | null, previous: readonly Secret[]) => {
    const file = join(server.dataDir, secretFileNames[name]);
    // A replacement writes the earlier values first: whoever reads in this order finds the current one or its successor
    const current = given ?? (await read(file));
    return { current, previous: [...previous, ...(await readSecrets(previousFile(file)))] };
  };
  return {
    jwt: await find('jwt', secrets.jwt, secrets.jwtPrevious),
    session: await find('session', secrets.session, secrets.sessionPrevious),
    encryption: await find('encryption', secrets.encryption, secrets.encryptionPrevious),
  };
}

async function readOrGenerate(file: string): Promise<Secret> {
  return (await readSecret(file)) ?? (await generate(file)) ?? unreachable(file);
}

/**
 * Puts a new one in the place of each secret that was generated; the earlier one is kept beside it, and goes on to be
 * accepted. At no moment is one missing. For one caller at a time. Rejects with UnusableSecret.
 */
export async function replaceGeneratedSecrets({
  server,
  secrets,
}: Configuration): Promise<readonly SecretName[]> {
  const names = (Object.keys(secretFileNames) as SecretName[]).filter((name) => secrets[name] === null);
  for (const name of names) {
    const file = join(server.dataDir, secretFileNames[name]);
    const earlier = await readSecret(file);
    if (earlier === null) throw new UnusableSecret(`${file} disappeared`);
    const kept = [earlier, ...(await readSecrets(previousFile(file)))];
    await replace(previousFile(file), kept.map((secret) => secret.reveal()).join('\n'));
    await replace(file, newSecret());
  }
  return names;
}

/** Beside a generated secret: the earlier ones, a line each, newest first. */
export const previousFile = (file: string): string => `${file}-previous`;

/** The file holds the text when this resolves, or what it held before. */
async function replace(file: string, text: string): Promise<void> {
  const draft = draftOf(file);
  try {
    await write(draft, text);
    await rename(draft, file);
    await sync(dirname(file));
  } catch (cause) {
    throw new UnusableSecret(`${file} cannot be written (DATA_DIR)`, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}

async function readSecret(file: string): Promise<Secret | null> {
  const [secret] = await readSecrets(file);
  return secret ?? null;
}

/** One a line; none: there is no such file. */
async function readSecrets(file: string): Promise<readonly Secret[]> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null;
    throw new UnusableSecret(`${file} cannot be read (DATA_DIR)`, { cause: error });
  });
  if (handle === null) return [];
  try {
    // operations B-4: looked at through the handle, so that what is checked is what is read
    const { mode } = await handle.stat();
    if ((mode & 0o077) !== 0) throw new UnusableSecret(`${file} is open to others; its mode must be 0600`);
    return (await handle.readFile('utf8'))
      .trim()
      .split('\n')
      .map((line) => {
        const checked = checkSecret(line.trim());
        if (!checked.ok) throw new UnusableSecret(`${file} ${checked.wrong}`);
        return Secret.of(checked.value);
      });
  } finally {
    await handle.close();
  }
}

const newSecret = (): string => randomBytes(32).toString('hex'); // operations B-4

const draftOf = (file: string): string => `${file}.${randomBytes(8).toString('hex')}`;

/** Writes aside and links, so that the file appears complete or not at all, and once. */
async function generate(file: string): Promise<Secret | null> {
  const draft = draftOf(file);
  try {
    await write(draft, newSecret());
    await link(draft, file);
    await sync(dirname(file));
  } catch (cause) {
    // another process was first: its secret counts
    if (!isCode(cause, 'EEXIST')) throw new UnusableSecret(`${file} cannot be created (DATA_DIR)`, { cause });
  } finally {
    await rm(draft, { force: true });
  }
  return readSecret(file);
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.chmod(0o600); // the umask may have left less
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in the folder durable. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unreachable(file: string): never {
  throw new UnusableSecret(`${file} disappeared while it was created`);
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
