import type { Settings } from './schema.ts';

/** A rule over several variables; it is silent when one of them was refused already. */
export type Check = {
  /** The first one is blamed. */
  readonly variables: readonly [string, ...string[]];
  readonly breaks: (settings: Settings) => boolean;
  readonly wrong: string;
  readonly allowed: string;
};
