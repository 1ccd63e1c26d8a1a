import type { Command, Invocation } from '../command.ts';
import type { Ending } from '../exit-code.ts';
import { version } from '../version.ts';

async function showVersion({ output }: Invocation): Promise<Ending> {
  output.result(version(), { version: version(), node: process.version });
  return 'done';
}

export const versionCommand: Command = {
  name: 'version',
  does: 'print the version',
  about: 'Prints the version of grantor, and nothing else.',
  positionals: [],
  options: [],
  example: { line: 'grantor version', shows: 'Prints a version such as 0.1.0.' },
  run: showVersion,
};
