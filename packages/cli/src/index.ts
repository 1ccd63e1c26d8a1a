/** The `grantor` command. `main.mjs` starts it; this entry is for programs that run it in their own process. */

export { commands } from './commands/commands.ts';
export { run } from './run.ts';
export type { Sink, Source, World } from './world/world.ts';
