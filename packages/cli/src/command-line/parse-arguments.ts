/** Reads a command line by the rows of the command it names. Never looks at what a value means. */

import { nearest } from '@grantor/protocol';
import { wrongUsage } from '../errors/failure.ts';
import type { Arguments } from './arguments.ts';
import { type Command, type Option, optionsOf } from './command.ts';

/** The text stands after an option whose value may be left out: is it that value? A server's URL is not. */
const isOptionalValue = (text: string | undefined): boolean =>
  text !== undefined && !text.startsWith('-') && !text.includes('://');

/**
 * Options and positionals in any order, `--name value` and `--name=value`, `--` ends the options. Throws a
 * failure of wrong usage that names what was probably meant.
 */
export function parseArguments(words: readonly string[], command: Command): Arguments {
  const options = optionsOf(command);
  const values = new Map<string, string[]>();
  const alone = new Set<string>();
  const positionals: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      positionals.push(...rest.splice(0));
    } else if (word.startsWith('-') && word !== '-') {
      const [written = '', ...assigned] = word.split('=');
      const option = findOption(written, options, command);
      const value = takeValue(option, assigned.length > 0 ? assigned.join('=') : undefined, rest);
      if (value === undefined) alone.add(option.name);
      keep(values, option, value);
    } else positionals.push(word);
  }
  if (!values.has('help')) checkPositionals(positionals, command);
  return {
    positionals,
    has: (name) => values.has(name),
    standsAlone: (name) => alone.has(name),
    text: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
  };
}

function findOption(written: string, options: readonly Option[], command: Command): Option {
  const name = written === '-h' ? 'help' : written.replace(/^--/, '');
  const option =
    written.startsWith('--') || written === '-h' ? options.find((row) => row.name === name) : undefined;
  if (option !== undefined) return option;
  const near = nearest(
    name.replace(/^-/, ''),
    options.map((row) => row.name),
  );
  throw wrongUsage(
    `There is no option ${written} for grantor ${command.name}.`,
    near === null ? `Its options: grantor ${command.name} --help` : `Did you mean --${near}?`,
  );
}

/** The value of the option, taken from `rest` when it is not part of the word; undefined for none. */
function takeValue(option: Option, assigned: string | undefined, rest: string[]): string | undefined {
  if (option.value === undefined) {
    if (assigned === undefined) return undefined;
    throw wrongUsage(`The option --${option.name} takes no value.`, `Write it alone: --${option.name}`);
  }
  if (assigned !== undefined) return assigned;
  if (option.valueIs === 'optional') return isOptionalValue(rest[0]) ? rest.shift() : undefined;
  const next = rest.shift();
  if (next !== undefined && (next === '-' || !next.startsWith('-'))) return next;
  throw wrongUsage(
    `The option --${option.name} needs a value.`,
    `Write it as: --${option.name} ${option.value}`,
  );
}

/** One value only, beside which the same option may stand alone: `--json FILE --json`. */
function keep(values: Map<string, string[]>, option: Option, value: string | undefined): void {
  const given = values.get(option.name);
  if (given !== undefined && given.length > 0 && option.repeatable === undefined && value !== undefined) {
    throw wrongUsage(`The option --${option.name} is given twice.`, 'Give it once.');
  }
  values.set(option.name, [...(given ?? []), ...(value === undefined ? [] : [value])]);
}

function checkPositionals(positionals: readonly string[], command: Command): void {
  const missing = command.positionals.find(
    ({ presence }, index) => presence === 'required' && positionals[index] === undefined,
  );
  if (missing !== undefined) {
    throw wrongUsage(
      `grantor ${command.name} needs ${missing.name}.`,
      `For example: ${command.example.line}`,
    );
  }
  const extra = positionals[command.positionals.length];
  if (extra !== undefined) {
    throw wrongUsage(
      `grantor ${command.name} does not know what to do with “${extra}”.`,
      `How it is used: grantor ${command.name} --help`,
    );
  }
}
