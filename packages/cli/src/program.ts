/** The program: the real world, one run, its exit code. */

import { commands } from './commands/commands.ts';
import { run } from './run.ts';
import { createProcessWorld } from './world/process-world.ts';

const { world, end } = createProcessWorld();
end(await run(process.argv.slice(2), world, commands));
