/** The commands of administration, in the order of the help. A group is one file and one row here. */

import type { Command } from '../../command-line/command.ts';
import { auditCommands } from './audit.ts';
import { clientCommands } from './clients.ts';
import { keyCommands } from './keys.ts';
import { messageCommands } from './messages.ts';
import { resourceCommands } from './resources.ts';
import { scopeCommands } from './scopes.ts';
import { userCommands } from './users.ts';

export const administrationCommands: readonly Command[] = [
  ...clientCommands,
  ...userCommands,
  ...resourceCommands,
  ...scopeCommands,
  ...keyCommands,
  ...messageCommands,
  ...auditCommands,
];
