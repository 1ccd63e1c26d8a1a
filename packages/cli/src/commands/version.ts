import type { Command, Invocation } from '../command-line/command.ts';
import type { Ending } from '../errors/exit-code.ts';

async function showVersion({ output, world: { version } }: Invocation): Promise<Ending> {
  output.result(version, { version, node: process.version });
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
