/** Colour, only where somebody can see it (cli.md §5). */

import type { Sink, World } from '../world/world.ts';

export type Style = {
  readonly bold: (text: string) => string;
  readonly grey: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
};

const colour =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

/** Its five colours and bold are the only controls that are ever printed. */
export const coloured: Style = {
  bold: colour(1, 22),
  grey: colour(90, 39),
  red: colour(31, 39),
  green: colour(32, 39),
  yellow: colour(33, 39),
  cyan: colour(36, 39),
};

const same = (text: string): string => text;
const plain: Style = { bold: same, grey: same, red: same, green: same, yellow: same, cyan: same };

/** Whether the sink may be drawn on: a terminal that can move its cursor. */
export const isDrawable = (sink: Sink, environment: World['environment']): boolean =>
  sink.isTerminal && environment['TERM'] !== 'dumb';

/** https://no-color.org: any value but the empty one turns colour off. */
export const styleFor = (sink: Sink, environment: World['environment']): Style =>
  isDrawable(sink, environment) && !environment['NO_COLOR'] ? coloured : plain;
