/** What the three shells complete, from the rows of commands. */

import { type Command, type Completes, isListed, type Option, optionsOf } from '../command-line/command.ts';

/** The words as a pattern of a shell's `case`. */
export const alternatives = (words: readonly string[]): string => words.map((word) => `'${word}'`).join('|');

/** Every first word once. */
export const firstWords = (commands: readonly Command[]): readonly string[] => [
  ...new Set(commands.filter(isListed).map(({ name }) => name.split(' ')[0] ?? '')),
];

export type Group = { readonly name: string; readonly words: readonly string[] };

/** First words that need a second one. */
export function groups(commands: readonly Command[]): readonly Group[] {
  return firstWords(commands).flatMap((name) => {
    const words = commands.flatMap((row) =>
      isListed(row) && row.name.startsWith(`${name} `) ? [row.name.slice(name.length + 1)] : [],
    );
    return words.length === 0 ? [] : [{ name, words }];
  });
}

export const optionWords = (command: Command): readonly string[] =>
  optionsOf(command).map(({ name }) => `--${name}`);

/** Options whose value is completed like this in every command that has them. */
export function optionsCompleting(commands: readonly Command[], kind: Completes): readonly string[] {
  const options = commands.flatMap(optionsOf);
  const others = new Set(options.filter(({ completes }) => completes !== kind).map(({ name }) => name));
  const names = options.filter(({ name }) => !others.has(name)).map(({ name }) => `--${name}`);
  return [...new Set(names)];
}

/** Options with a closed list of values, each once; one that several commands have offers what any of them takes. */
export function optionsWithWords(
  commands: readonly Command[],
): readonly (Option & { completes: readonly string[] })[] {
  const seen = new Map<string, Option & { completes: readonly string[] }>();
  for (const option of commands.flatMap(optionsOf)) {
    const { name, completes } = option;
    if (typeof completes !== 'object') continue;
    const words = new Set([...(seen.get(name)?.completes ?? []), ...completes]);
    seen.set(name, { ...option, completes: [...words] });
  }
  return [...seen.values()];
}

/** Commands whose argument is a server. */
export const serverCommands = (commands: readonly Command[]): readonly string[] =>
  commands.filter(({ positionals }) => positionals[0]?.completes === 'server').map(({ name }) => name);

/** The hidden command that prints the stored servers. */
export const serversCommand = 'completion servers';
