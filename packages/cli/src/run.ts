/** One run: finds the command, reads its arguments, runs it, and says how it ended. Never ends the process. */

import type { Arguments } from './command-line/arguments.ts';
import type { Command } from './command-line/command.ts';
import { findCommand } from './command-line/find-command.ts';
import { helpOf } from './command-line/help.ts';
import { parseArguments } from './command-line/parse-arguments.ts';
import { readSettings } from './command-line/settings.ts';
import { type Ending, exitCodes } from './errors/exit-code.ts';
import { interrupted } from './errors/failure.ts';
import { createHttp } from './http/http.ts';
import { createOutput, type OutputSettings } from './output/output.ts';
import { asFailure, presentFailure } from './output/present-failure.ts';
import type { World } from './world/world.ts';

/** Other spellings of two commands, which people try first. */
const spellings: Readonly<Record<string, string>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
};

/** The exit code of the command line `words`. Every error ends up as text on stderr. */
export async function run(
  words: readonly string[],
  world: World,
  commands: readonly Command[],
): Promise<number> {
  // even a line that does not parse is answered the way it asked for
  let output = createOutput(
    world,
    outputSettings((name) => words.includes(`--${name}`)),
  );
  try {
    const [first = 'help', ...others] = words;
    const found = findCommand(
      [(Object.hasOwn(spellings, first) ? spellings[first] : undefined) ?? first, ...others],
      commands,
    );
    const given = parseArguments(found.words, found.command);
    output = createOutput(world, outputSettings(given.standsAlone));
    if (given.has('help')) {
      output.result(helpOf(found.command, output.resultStyle), { about: found.command.about });
      return exitCodes.done;
    }
    return exitCodes[await execute(found.command, given, { world, output, commands })];
  } catch (error) {
    const failure = world.interruption.aborted ? interrupted() : asFailure(error);
    presentFailure(failure, output);
    return exitCodes[failure.ending];
  }
}

type Frame = {
  readonly world: World;
  readonly output: ReturnType<typeof createOutput>;
  readonly commands: readonly Command[];
};

async function execute(command: Command, given: Arguments, frame: Frame): Promise<Ending> {
  const settings = readSettings(frame.world, given);
  const http = createHttp(frame.world, frame.output, settings);
  return command.run({ ...frame, given, settings, http });
}

const outputSettings = (has: (name: string) => boolean): OutputSettings => ({
  json: has('json'),
  quiet: has('quiet'),
  verbose: has('verbose'),
});
