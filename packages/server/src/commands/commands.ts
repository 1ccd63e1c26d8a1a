/** Owns what an operator can type. Every command works on the configuration the server would start with. */

import type { World } from '../start/start.ts';
import { checkConfiguration } from './check-config.ts';
import { migrateDatabase } from './migrate.ts';
import { resetAdministrator } from './reset-admin.ts';
import { rotateKeys } from './rotate-keys.ts';
import { serve } from './server.ts';

export type Command = {
  readonly name: string;
  readonly does: string;
  readonly run: (world: World) => Promise<void>;
};

export const commands: readonly Command[] = [
  { name: 'server', does: 'serve until SIGTERM or SIGINT (the default)', run: serve },
  {
    name: 'check-config',
    does: 'check settings, bootstrap file and database, and change nothing',
    run: checkConfiguration,
  },
  { name: 'migrate', does: 'bring the schema of the database up to date', run: migrateDatabase },
  { name: 'rotate-keys', does: 'publish new signing keys, which sign a day later', run: rotateKeys },
  {
    name: 'reset-admin',
    does: 'give the account admin a new password, printed once',
    run: resetAdministrator,
  },
];

export const findCommand = (name: string): Command | undefined =>
  commands.find((command) => command.name === name);

export const usage = (known: readonly Command[]): string =>
  ['usage: npm start -- [command]', '', ...known.map(({ name, does }) => `  ${name.padEnd(14)}${does}`)].join(
    '\n',
  );
