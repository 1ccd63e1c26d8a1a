import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Arguments } from '../command-line/arguments.ts';
import type { Settings } from '../command-line/settings.ts';
import { Failure, wrongUsage } from '../errors/failure.ts';
import { isPrintable } from '../untrusted/printable.ts';
import type { World } from '../world/world.ts';

export type SecretSource = { readonly world: World; readonly given: Arguments; readonly settings: Settings };

/**
 * The client's secret from a file, CLIENT_SECRET, or typed unseen; never an argument, which every process of the
 * machine could read (cli.md §2). Undefined for a public client.
 */
export async function readClientSecret({
  world,
  given,
  settings,
}: SecretSource): Promise<string | undefined> {
  const file = given.text('client-secret-file');
  if (file !== undefined) return readSecretFile(file, world);
  if (given.has('ask-client-secret')) return askSecret(world);
  return settings.variable('CLIENT_SECRET');
}

/** What is typed, unseen, under the name that people call it by; null at the end of input. */
export async function askUnseen(
  world: Pick<World, 'stdin' | 'stderr' | 'interruption'>,
  called: string,
): Promise<string | null> {
  const typed = world.stdin.readSecret(world.interruption); // nothing is shown from here on, so it comes first
  if (world.stdin.isTerminal) world.stderr.write(`${called} (not shown): `);
  return typed;
}

async function askSecret(world: World): Promise<string> {
  const secret = await askUnseen(world, 'Client secret');
  if (secret !== null && secret.trim() !== '') return secret.trim();
  throw wrongUsage('No client secret was given.', 'Type it, or use --client-secret-file FILE.');
}

/** The text of a file without the line break at its end: one value of printable ASCII (RFC 6749 §A.2). */
export function readSecretFile(path: string, world: Pick<World, 'directory'>): string {
  let text: string;
  try {
    text = readFileSync(resolve(world.directory, path), 'utf8').trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    throw new Failure('wrong_usage', {
      what: `${path} cannot be read.`,
      remedy: ['Check the path, and that you may read the file.'],
      technical: { code },
    });
  }
  if (text === '') throw wrongUsage(`${path} is empty.`, 'Put the value into it, alone.');
  if (!isPrintable(text))
    throw wrongUsage(`${path} holds more than one value.`, 'Put the value into it, alone.');
  return text;
}
