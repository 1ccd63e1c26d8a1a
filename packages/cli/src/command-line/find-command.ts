import { nearest } from '@grantor/protocol';
import { type Failure, wrongUsage } from '../errors/failure.ts';
import { type Command, isListed } from './command.ts';

export type FoundCommand = { readonly command: Command; readonly words: readonly string[] };

/** The command that the first one or two words name, and the words after it. Throws what was probably meant. */
export function findCommand(words: readonly string[], commands: readonly Command[]): FoundCommand {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((row) => row.name === name);
    if (command !== undefined) return { command, words: words.slice(length) };
  }
  throw unknownCommand(words, commands);
}

function unknownCommand([first = '', second]: readonly string[], rows: readonly Command[]): Failure {
  const commands = rows.filter(isListed);
  const group = commands.filter((row) => row.name.startsWith(`${first} `));
  if (group.length === 0) {
    const firstWords = [...new Set(commands.map((row) => row.name.split(' ')[0] ?? ''))];
    const near = nearest(first, firstWords);
    return wrongUsage(
      `There is no command “${first}”.`,
      near === null ? 'All commands: grantor help' : `Did you mean: grantor ${near}`,
    );
  }
  const choices = group.map((row) => row.name.slice(first.length + 1));
  const asked = second === undefined || second.startsWith('-') ? undefined : second;
  const near = asked === undefined ? null : nearest(asked, choices);
  return wrongUsage(
    asked === undefined
      ? `grantor ${first} needs one more word.`
      : `There is no command “${first} ${asked}”.`,
    near === null
      ? `One of: ${choices.map((choice) => `grantor ${first} ${choice}`).join(', ')}`
      : `Did you mean: grantor ${first} ${near}`,
  );
}
