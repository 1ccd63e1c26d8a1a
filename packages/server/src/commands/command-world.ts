import type { Environment } from '../config/types.ts';
import type { World } from '../start/start.ts';
import type { Lines } from '../telemetry/log.ts';

/** What a command has beside the world of a server. */
export type CommandWorld = World & {
  /** What another process of the same server is started with. */
  readonly wholeEnvironment: () => Environment;
  /** Takes whole lines of the log, for whoever reads it. */
  readonly lines: Lines;
};
