import type { Invocation, Option } from '../command-line/command.ts';
import { Failure, wrongUsage } from '../errors/failure.ts';
import { oneLine } from '../untrusted/clean.ts';

export const yesOption: Option = { name: 'yes', does: 'do not ask first' };

/** Asks once before something is lost. Rejects without a terminal unless `--yes` is given (cli.md §1). */
export async function confirm({ given, world, output }: Invocation, question: string): Promise<void> {
  if (given.has('yes')) return;
  if (!world.stdin.isTerminal) throw wrongUsage(question, 'Nobody can answer here. To go ahead, add --yes');
  output.ask(`${oneLine(question)} [y/N] `);
  const answer = await world.stdin.readLine(world.interruption);
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  throw new Failure('failed', { what: 'Nothing was done.', remedy: [] });
}
