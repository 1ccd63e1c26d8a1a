/** What a command is. The table of them is `commands/commands.ts`; help, completions and parsing read the same rows. */

import type { Ending } from '../errors/exit-code.ts';
import type { Http } from '../http/http.ts';
import type { Output } from '../output/output.ts';
import type { World } from '../world/world.ts';
import type { Arguments } from './arguments.ts';
import type { Settings } from './settings.ts';

export type Option = {
  readonly name: string;
  /** How help calls the value; an option without one is a switch. */
  readonly value?: string;
  /** `optional`: the option may stand alone (`--env [FILE]`). */
  readonly valueIs?: 'required' | 'optional';
  readonly repeatable?: 'repeatable';
  readonly does: string;
  /** What a shell offers for the value. */
  readonly completes?: Completes;
  /** Where help tells of it, instead of among the command's own. */
  readonly section?: 'signing_in';
};

export type Completes = 'file' | 'folder' | 'server' | readonly string[];

export type Positional = {
  readonly name: string;
  readonly presence: 'required' | 'optional';
  readonly completes?: Completes;
};

export type Command = {
  /** One or two words: `login`, `registration show`. */
  readonly name: string;
  /** One line in the list of commands. */
  readonly does: string;
  /** A few sentences for its own help. */
  readonly about: string;
  readonly positionals: readonly Positional[];
  /** Beside the options that every command has. */
  readonly options: readonly Option[];
  readonly example: { readonly line: string; readonly shows: string };
  /** Told of in a part of its own in the list of commands, by its first word. */
  readonly section?: 'administration';
  /** For programs, and left out of help and completions. */
  readonly visibility?: 'hidden';
  readonly run: (invocation: Invocation) => Promise<Ending>;
};

/** One run of one command. */
export type Invocation = {
  readonly world: World;
  readonly given: Arguments;
  readonly settings: Settings;
  readonly output: Output;
  readonly http: Http;
  readonly commands: readonly Command[];
};

/** Options of every command (cli.md §1). */
export const commonOptions: readonly Option[] = [
  {
    name: 'server',
    value: 'URL',
    does: 'authorization server, or an API it protects',
    completes: 'server',
  },
  { name: 'json', does: 'print one JSON value' },
  { name: 'quiet', does: 'print results and errors only' },
  { name: 'verbose', does: 'print requests, statuses and correlation ids' },
  { name: 'timeout', value: 'SECONDS', does: 'longest wait for one answer (default 10)' },
  { name: 'allow-http', does: 'allow http to other machines: others can read it' },
  { name: 'help', does: 'show this' },
];

/** Its own come first, and stand in for a common one of the same name. */
export const optionsOf = ({ options }: Command): readonly Option[] => [
  ...options,
  ...commonOptions.filter(({ name }) => options.every((own) => own.name !== name)),
];

/** Whether people are told of it. */
export const isListed = ({ visibility }: Command): boolean => visibility === undefined;
