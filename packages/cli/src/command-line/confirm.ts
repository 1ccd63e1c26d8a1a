import { Failure, wrongUsage } from '../errors/failure.ts';
import { oneLine } from '../untrusted/clean.ts';
import type { Invocation, Option } from './command.ts';

export const yesOption: Option = { name: 'yes', does: 'do not ask first' };

/** Asks once before something is lost. Rejects without a terminal unless `--yes` is given (cli.md §1). */
export async function confirm(invocation: Invocation, question: string): Promise<void> {
  const { given, world, output } = invocation;
  if (given.has('yes')) return;
  checkAnswerable(invocation, question);
  output.ask(`${oneLine(question)} [y/N] `);
  const answer = await world.stdin.readLine(world.interruption);
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  throw new Failure('failed', { what: 'Nothing was done.', remedy: [] });
}

/** Throws where `confirm` would have nobody to ask. */
export function checkAnswerable({ given, world }: Pick<Invocation, 'given' | 'world'>, what: string): void {
  if (given.has('yes') || world.stdin.isTerminal) return;
  throw wrongUsage(what, 'Nobody can answer here. To go ahead, add --yes');
}
