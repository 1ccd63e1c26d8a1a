import { type Command, isListed, type Option, optionsOf } from '../command-line/command.ts';
import { groups, serverCommands, serversCommand } from './words.ts';

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function completionOfValue({ value, valueIs, completes }: Option): string {
  if (value === undefined) return '';
  const needs = valueIs === 'optional' ? '' : ' -r';
  if (completes === 'server') return `${needs} -f -a '(grantor ${serversCommand} 2>/dev/null)'`;
  if (completes === 'file') return `${needs} -F`;
  if (completes === 'folder') return `${needs} -f -a '(__fish_complete_directories)'`;
  return typeof completes === 'object' ? `${needs} -f -a ${quote(completes.join(' '))}` : `${needs} -f`;
}

/** Holds where the line begins with the words of the command. */
const condition = (name: string): string => {
  const [first = '', second] = name.split(' ');
  const seen = `__fish_seen_subcommand_from ${first}`;
  return quote(second === undefined ? seen : `${seen}; and __fish_seen_subcommand_from ${second}`);
};

/** The script that fish sources. */
export function fishCompletion(commands: readonly Command[]): string {
  const listed = commands.filter(isListed);
  const single = listed.filter(({ name }) => !name.includes(' '));
  const lines = [
    ...single.map(
      ({ name, does }) => `complete -c grantor -n __fish_use_subcommand -a ${name} -d ${quote(does)}`,
    ),
    ...groups(commands).flatMap(({ name, words }) => [
      `complete -c grantor -n __fish_use_subcommand -a ${name}`,
      `complete -c grantor -n ${quote(`__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${words.join(' ')}`)} -a ${quote(words.join(' '))}`,
    ]),
    ...serverCommands(listed).map(
      (name) => `complete -c grantor -n ${condition(name)} -a '(grantor ${serversCommand} 2>/dev/null)'`,
    ),
    ...listed.flatMap((row) =>
      optionsOf(row).map(
        (option) =>
          `complete -c grantor -n ${condition(row.name)} -l ${option.name}${completionOfValue(option)} -d ${quote(option.does)}`,
      ),
    ),
  ];
  return [
    '# Completion of grantor for fish. In ~/.config/fish/config.fish: grantor completion fish | source',
    'complete -c grantor -f',
    ...lines,
    '',
  ].join('\n');
}
