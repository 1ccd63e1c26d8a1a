/** The program: finds the command, reads the configuration, runs it. */

import cluster from 'node:cluster';
import { commands, findCommand, misuseOf, usage } from './commands/commands.ts';
import { exitCodeOf, isRefusal, sentenceOf } from './commands/refusal.ts';
import {
  configurationExitCode,
  configurationOf,
  describeNotice,
  describeProblem,
  loadConfiguration,
} from './config/load.ts';
import { standardOutput } from './start/standard-output.ts';
import { version } from './start/version.ts';
import { createLog } from './telemetry/log.ts';
import { readableLines } from './telemetry/readable-lines.ts';

const misuse = 64; // EX_USAGE of sysexits(3)

const [name = 'server', ...rest] = process.argv.slice(2);
if (['-h', '--help', 'help'].includes(name)) console.log(usage(commands));
else if (name === '-v' || name === '--version') console.log(version());
else await execute();

async function execute(): Promise<void> {
  const command = findCommand(name);
  const wrong = command === undefined ? `There is no command “${name}”.` : misuseOf(command, rest);
  if (command === undefined || wrong !== null) {
    console.error(`${wrong}\n\n${usage(commands)}`);
    process.exitCode = misuse;
    return;
  }
  // A worker works with what its primary has read, and says nothing of it again
  const { isWorker } = cluster;
  const loaded = (isWorker ? configurationOf : loadConfiguration)(process.env, process.cwd());
  if (!loaded.ok) {
    for (const problem of loaded.problems) console.error(describeProblem(problem));
    process.exitCode = configurationExitCode;
    return;
  }
  const { configuration, environment, wholeEnvironment, notices, strayNames } = loaded;
  const output = standardOutput();
  const lines = process.stdout.isTTY ? readableLines(output) : output;
  const log = createLog(configuration.logging.level, lines);
  for (const notice of isWorker ? [] : notices) log.warn('configuration', { notice: describeNotice(notice) });
  try {
    const world = { configuration, environment: environment(), log, strayNames };
    const run = await command.load();
    await run({ ...world, wholeEnvironment, lines }, rest);
  } catch (failure) {
    const reason = sentenceOf(failure);
    const isKnown = isRefusal(failure);
    // At a terminal both would be read by the same eyes.
    if (!isKnown || !process.stdout.isTTY)
      log.fatal('the command failed', { command: name, ...(isKnown ? { reason } : { failure }) });
    console.error(reason);
    process.exitCode = exitCodeOf(failure);
  }
  await output.flush();
  process.exit();
}
