/** The `grantor` command, for the package of that name and for programs that run it in their own process. */

export { commands } from './commands/commands.ts';
export { run } from './run.ts';
export { createProcessWorld, type ProcessWorld } from './world/process-world.ts';
export type { ServerProgram, Sink, Source, World } from './world/world.ts';
