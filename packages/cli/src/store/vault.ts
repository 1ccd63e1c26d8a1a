/** Where the text of the store lies: in the file itself, or in the keyring with the file pointing there. */

import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { TokenStore } from '../command-line/settings.ts';
import { Failure } from '../errors/failure.ts';
import { isObject, parseObject, readNumber, readText } from '../untrusted/json.ts';
import { shellWord } from '../untrusted/shell-word.ts';
import { replaceFile } from './atomic-file.ts';
import type { Keyring } from './keyring.ts';
import { isCode } from './system-error.ts';

export type VaultSettings = {
  readonly path: string;
  /** A path that somebody named may lead to a file of another kind. */
  readonly pathIs: 'usual' | 'named';
  readonly mode: TokenStore;
  readonly keyring: Keyring | null;
  readonly warn: (text: string) => void;
};

export type Vault = {
  /** Null when there is nothing yet. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
};

type Pointer = { readonly id: string; readonly parts: number };

/** `security -i` reads lines of up to 4096 characters. */
const partLength = 3000;

export function openVault(settings: VaultSettings): Vault {
  const { path, keyring } = settings;

  async function read(): Promise<string | null> {
    const text = readFile(settings);
    const pointer = text === null ? null : readPointer(text);
    return pointer === null ? text : readKeyring(pointer);
  }

  async function readKeyring({ id, parts }: Pointer): Promise<string> {
    if (keyring === null) throw keyringMissing(path);
    const keys = Array.from({ length: parts }, (_, index) => `${id}.${index}`);
    const found = await Promise.all(keys.map((key) => keyring.get(key))).catch((cause: unknown) => {
      throw keyringMissing(path, cause);
    });
    return Buffer.from(found.map((part) => part ?? '').join(''), 'base64url').toString();
  }

  async function write(text: string): Promise<void> {
    const before = readFile(settings);
    const old = before === null ? null : readPointer(before);
    const pointer = settings.mode === 'file' ? null : await store(text);
    replaceFile(path, pointer === null ? text : `${JSON.stringify({ keyring: pointer })}\n`);
    if (old !== null) await forget(old);
  }

  /** Puts the text into the keyring under a new id; null when it goes into the file. */
  async function store(text: string): Promise<Pointer | null> {
    if (keyring === null) {
      if (settings.mode === 'keyring') throw keyringMissing(path);
      return null;
    }
    const encoded = Buffer.from(text).toString('base64url');
    const id = randomUUID();
    const parts = Math.ceil(encoded.length / partLength);
    try {
      for (let index = 0; index < parts; index += 1) {
        await keyring.put(`${id}.${index}`, encoded.slice(index * partLength, (index + 1) * partLength));
      }
      return { id, parts };
    } catch (cause) {
      if (settings.mode === 'keyring') throw keyringMissing(path, cause);
      return null; // it is optional (cli.md §3)
    }
  }

  async function forget({ id, parts }: Pointer): Promise<void> {
    for (let index = 0; index < parts; index += 1) await keyring?.remove(`${id}.${index}`);
  }

  return { read, write };
}

/** Throws for a file of another kind, and leaves it as it is. */
function readFile({ path, pathIs, warn }: VaultSettings): string | null {
  try {
    const text = readFileSync(path, 'utf8');
    if (pathIs === 'named' && /^\s*[^{\s]/.test(text)) throw noStore(path);
    tighten(path, 0o600, warn);
    return text;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

function readPointer(text: string): Pointer | null {
  const pointer = parseObject(text)?.['keyring'];
  if (!isObject(pointer)) return null;
  const id = readText(pointer, 'id');
  const parts = readNumber(pointer, 'parts');
  return id === undefined || parts === undefined ? null : { id, parts };
}

/** Makes the folder of the file; one that is ours alone is kept at 0700. */
export function prepareFolder(path: string, warn: VaultSettings['warn']): void {
  const folder = dirname(path);
  makeFolder(folder);
  if (basename(folder) === 'grantor') tighten(folder, 0o700, warn);
}

/** With what is missing above it. Not mkdir's `recursive`: where nobody can make folders, /proc say, Node never ends. */
function makeFolder(folder: string, above: 'unknown' | 'made' = 'unknown'): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (isCode(error, 'ENOENT') && above === 'unknown') {
      makeFolder(dirname(folder));
      makeFolder(folder, 'made');
    } else if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw error;
    }
  }
}

function tighten(path: string, mode: number, warn: VaultSettings['warn']): void {
  if (process.platform === 'win32') return;
  const wide = statSync(path).mode & 0o777 & ~mode;
  if (wide === 0) return;
  try {
    chmodSync(path, mode);
    warn(`Others could read ${path}. It is now readable by you only.`);
  } catch {
    warn(
      `Others can read ${path}, and it is not yours to change. Run: chmod ${mode.toString(8)} ${shellWord(path)}`,
    );
  }
}

const noStore = (path: string): Failure =>
  new Failure('wrong_usage', {
    what: `${path} is no token store.`,
    why: [
      'TOKEN_FILE names it, in the environment or in a .env of this folder, and something else is in it.',
    ],
    remedy: ['Name another file: TOKEN_FILE=/path/to/tokens.json'],
  });

const keyringMissing = (path: string, cause?: unknown): Failure =>
  new Failure('failed', {
    what: 'The keyring does not answer.',
    why: [`Tokens are kept there, as ${path} says or TOKEN_STORE asks for.`],
    remedy: ['Unlock it, or keep tokens in a file: TOKEN_STORE=file, then sign in again'],
    cause,
  });
