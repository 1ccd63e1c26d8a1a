/** Writes the help texts from the rows of commands. */

import type { Style } from '../output/style.ts';
import { formatColumns } from '../output/table.ts';
import { type Command, isListed, type Option, optionsOf } from './command.ts';

const written = ({ name, value, valueIs }: Option): string => {
  if (value === undefined) return `--${name}`;
  return valueIs === 'optional' ? `--${name} [${value}]` : `--${name} ${value}`;
};

const columns = (options: readonly Option[]): string =>
  formatColumns(options.map((option) => [written(option), option.does] as const));

const section = (style: Style, title: string, body: string): string => `${style.bold(title)}\n${body}`;

export function usageOf({ name, positionals, options }: Command): string {
  const places = positionals.map((one) => (one.presence === 'required' ? `<${one.name}>` : `[${one.name}]`));
  return ['grantor', name, ...places, ...(options.length > 0 ? ['[options]'] : [])].join(' ');
}

/** What `grantor <command> --help` prints: what it does, how it is called, one worked example. */
export function helpOf(command: Command, style: Style): string {
  const { about, options, example } = command;
  const shared = optionsOf(command).filter((option) => !options.includes(option));
  const own = options.filter((option) => option.section === undefined);
  const signingIn = options.filter((option) => option.section === 'signing_in');
  return [
    about,
    section(style, 'Usage', `  ${usageOf(command)}`),
    section(style, 'Example', `  ${style.cyan(example.line)}\n  ${example.shows}`),
    ...(own.length > 0 ? [section(style, 'Options', columns(own))] : []),
    ...(signingIn.length > 0 ? [section(style, 'Options for signing in', columns(signingIn))] : []),
    section(style, 'Options of every command', columns(shared)),
  ].join('\n\n');
}

/** What `grantor help` prints. */
export function overview(commands: readonly Command[], style: Style): string {
  const listed = commands.filter(isListed);
  const lines = listed.filter((row) => row.section === undefined).map((row) => [row.name, row.does] as const);
  const administration = listed.filter((row) => row.section === 'administration');
  return [
    'Sign in to an OAuth or OpenID server from the terminal, and use its tokens in scripts.',
    section(style, 'Usage', '  grantor <command> [options]'),
    section(style, 'Commands', formatColumns(lines)),
    section(style, 'Administration of a Grantor', formatColumns(byFirstWord(administration))),
    section(
      style,
      'Start here',
      [
        `  ${style.cyan('grantor login https://auth.example.com')}    sign in, once`,
        `  ${style.cyan('curl -H "Authorization: Bearer $(grantor token)" https://api.example.com/')}`,
      ].join('\n'),
    ),
    'Each command explains itself: grantor <command> --help',
  ].join('\n\n');
}

/** One line for each first word, with the second ones. */
function byFirstWord(commands: readonly Command[]): readonly (readonly [string, string])[] {
  const words = commands.map(({ name }) => name.split(' '));
  const firsts = new Set(words.map(([first = '']) => first));
  return [...firsts].map((first) => [
    first,
    words.flatMap(([group, second = '']) => (group === first ? [second] : [])).join(', '),
  ]);
}
