import { createRequire } from 'node:module';
import type { Command, Invocation } from '../command-line/command.ts';
import type { Ending } from '../errors/exit-code.ts';

/** The version of this release. */
const version = (): string => {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '';
};

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
