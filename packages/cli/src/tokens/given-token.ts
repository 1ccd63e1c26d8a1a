/** The token a command is about: on stdin, in a file, as an argument, or the stored one (cli.md §1). */

import { readSecretFile } from '../clients/secret.ts';
import type { Invocation } from '../command-line/command.ts';
import { wrongUsage } from '../errors/failure.ts';
import { isPrintable } from '../untrusted/printable.ts';

/** Null: the stored one is meant. Warns about an argument, which every process of the machine can read. */
export async function readGivenToken({ given, world, output }: Invocation): Promise<string | null> {
  const file = given.text('token-file');
  if (file !== undefined) return readSecretFile(file, world);
  const [written] = given.positionals;
  if (written === undefined) return null;
  if (written !== '-') {
    output.warn('Others on this machine can read arguments. Safer: pipe the token in, and write - for it.');
    return written;
  }
  const text = (await world.stdin.readAll()).trim();
  if (text === '' || !isPrintable(text))
    throw wrongUsage(
      'There was no token on the standard input, or more than one.',
      'For example: grantor token | grantor introspect -',
    );
  return text;
}
