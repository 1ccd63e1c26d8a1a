/** The commands, in the order of the help. A command is one file and one row here. */

import type { Command } from '../command.ts';
import { helpCommand } from './help.ts';
import { versionCommand } from './version.ts';

export const commands: readonly Command[] = [helpCommand, versionCommand];
