/** The commands, in the order of the help. A command is one file and one row here. */

import { administrationCommands } from '../administration/groups/groups.ts';
import type { Command } from '../command-line/command.ts';
import { completionCommands, completionServersCommand } from './completion.ts';
import { doctorCommand } from './doctor.ts';
import { helpCommand } from './help.ts';
import { introspectCommand } from './introspect.ts';
import { localTokenSecretCommand, localTokenSignCommand } from './local-token.ts';
import { loginCommand } from './login.ts';
import { logoutCommand } from './logout.ts';
import { registerCommand } from './register.ts';
import {
  registrationDeleteCommand,
  registrationShowCommand,
  registrationUpdateCommand,
} from './registration.ts';
import { revokeCommand } from './revoke.ts';
import { serveCommand } from './serve.ts';
import { tokenCommand } from './token.ts';
import { versionCommand } from './version.ts';
import { whoamiCommand } from './whoami.ts';

export const commands: readonly Command[] = [
  loginCommand,
  logoutCommand,
  tokenCommand,
  whoamiCommand,
  introspectCommand,
  revokeCommand,
  registerCommand,
  registrationShowCommand,
  registrationUpdateCommand,
  registrationDeleteCommand,
  ...administrationCommands,
  serveCommand,
  doctorCommand,
  localTokenSecretCommand,
  localTokenSignCommand,
  ...completionCommands,
  completionServersCommand,
  helpCommand,
  versionCommand,
];
