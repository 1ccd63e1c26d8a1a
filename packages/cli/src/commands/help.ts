import type { Command, Invocation } from '../command-line/command.ts';
import { findCommand } from '../command-line/find-command.ts';
import { helpOf, overview } from '../command-line/help.ts';
import type { Ending } from '../errors/exit-code.ts';

async function help({ given, commands, output }: Invocation): Promise<Ending> {
  const style = output.resultStyle;
  if (given.positionals.length === 0) {
    const json = commands.map(({ name, does }) => ({ name, does }));
    output.result(overview(commands, style), { commands: json });
    return 'done';
  }
  const { command } = findCommand(given.positionals, commands);
  output.result(helpOf(command, style), { name: command.name, about: command.about });
  return 'done';
}

export const helpCommand: Command = {
  name: 'help',
  does: 'list the commands, or explain one',
  about: 'Lists the commands, or explains one of them.',
  positionals: [
    { name: 'command', presence: 'optional' },
    { name: 'word', presence: 'optional' },
  ],
  options: [],
  example: { line: 'grantor help login', shows: 'What login does, its options and an example.' },
  run: help,
};
