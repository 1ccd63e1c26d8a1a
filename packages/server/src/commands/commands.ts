/** Owns what an operator can type. Every command works on the configuration the server would start with. */

import type { CommandWorld } from './command-world.ts';

export type Command = {
  readonly name: string;
  /** What follows the name: none where it is absent. */
  readonly argument?: string;
  /** What may follow it: a word and its argument. */
  readonly option?: { readonly word: string; readonly argument: string };
  readonly does: string;
  /** Only what it needs is loaded, and when it is typed (performance.md §2). */
  readonly load: () => Promise<(world: CommandWorld, words: readonly string[]) => Promise<void>>;
};

export const commands: readonly Command[] = [
  {
    name: 'server',
    does: 'serve until SIGTERM or SIGINT (the default)',
    load: async () => (await import('./server.ts')).serve,
  },
  {
    name: 'check-config',
    option: { word: '--mail', argument: 'ADDRESS' },
    does: 'check settings, bootstrap file and database, and change nothing; --mail ADDRESS sends a test message',
    load: async () => (await import('./check-config.ts')).checkConfiguration,
  },
  {
    name: 'migrate',
    does: 'bring the schema of the database up to date',
    load: async () => (await import('./migrate.ts')).migrateDatabase,
  },
  {
    name: 'backup',
    argument: 'FILE',
    does: 'copy the SQLite database to a new file, also while a server runs',
    load: async () => (await import('./backup.ts')).backUp,
  },
  {
    name: 'restore',
    argument: 'FILE',
    does: 'put such a copy in the place of the database, while no server runs',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'rotate-keys',
    does: 'publish new signing keys, which sign a day later',
    load: async () => (await import('./rotate-keys.ts')).rotateKeys,
  },
  {
    name: 'rotate-secrets',
    does: 'make new secrets in DATA_DIR, and seal all that is stored with the current ones',
    load: async () => (await import('./rotate-secrets.ts')).rotateSecrets,
  },
  {
    name: 'reset-admin',
    does: 'give the account admin a new password, printed once',
    load: async () => (await import('./reset-admin.ts')).resetAdministrator,
  },
];

export const findCommand = (name: string): Command | undefined =>
  commands.find((command) => command.name === name);

/** How it is typed. */
const form = ({ name, argument }: Command): string => (argument === undefined ? name : `${name} ${argument}`);

/** Why the command cannot be run with these words; null: it can. */
export function misuseOf(command: Command, words: readonly string[]): string | null {
  const { option } = command;
  if (option !== undefined && words.length > 0) {
    const isOption = words.length === 2 && words[0] === option.word;
    return isOption ? null : `“${command.name}” takes ${option.word} ${option.argument}, or nothing.`;
  }
  if (words.length === (command.argument === undefined ? 0 : 1)) return null;
  return command.argument === undefined
    ? `“${command.name}” takes no arguments.`
    : `“${command.name}” takes one argument: ${form(command)}.`;
}

export const usage = (known: readonly Command[]): string =>
  [
    'usage: npm start -- [command]',
    '',
    ...known.map((command) => `  ${form(command).padEnd(16)}${command.does}`),
  ].join('\n');
