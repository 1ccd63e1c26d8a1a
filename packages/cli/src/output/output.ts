/**
 * Owns what is printed and where: results to stdout, everything else to stderr (cli.md §5). Nothing passes that a
 * terminal would act on. Never decides what is said.
 */

import { formatJson } from '../untrusted/json.ts';
import type { Sink, World } from '../world/world.ts';
import { guarded } from './guard.ts';
import { createSpinner, type Spinner } from './spinner.ts';
import { isDrawable, type Style, styleFor } from './style.ts';

export type OutputSettings = { readonly json: boolean; readonly quiet: boolean; readonly verbose: boolean };

export type Output = {
  /** For text that goes to stderr. */
  readonly style: Style;
  /** For text that goes to stdout. */
  readonly resultStyle: Style;
  readonly isJson: boolean;
  readonly isVerbose: boolean;
  /** The outcome of the command: text for people, or one JSON value with `--json`. Once a run. */
  result(text: string, json: unknown): void;
  /** What happens meanwhile; silent with `--quiet`. */
  say(text: string): void;
  /** What the person must read to go on, `--quiet` or not. */
  tell(text: string): void;
  /** Something is not as it should be, and the command goes on. */
  warn(text: string): void;
  /** With `--verbose` only. Never a secret. */
  detail(text: string): void;
  /** A question, with the cursor left behind it. */
  ask(text: string): void;
  /** Says what is awaited until `stop`; on a terminal only, and not with `--quiet`. */
  wait(options: { readonly text: string; readonly until?: number }): Spinner;
};

const silent: Spinner = { stop() {} };

export function createOutput(world: World, settings: OutputSettings): Output {
  const { stdout, stderr, environment } = world;
  const style = styleFor(stderr, environment);
  const resultStyle = styleFor(stdout, environment);
  let spinner = silent;
  const write = (sink: Sink, text: string): void => {
    spinner.stop();
    spinner = silent;
    sink.write(guarded(text, sink === stdout ? resultStyle : style));
  };
  const line = (sink: Sink, text: string): void => write(sink, `${text}\n`);
  return {
    style,
    resultStyle,
    isJson: settings.json,
    isVerbose: settings.verbose,
    result: (text, json) => line(stdout, settings.json ? formatJson(json) : text),
    say(text) {
      if (!settings.quiet) line(stderr, text);
    },
    tell: (text) => line(stderr, text),
    warn(text) {
      if (!settings.quiet) line(stderr, `${style.yellow('!')} ${text}`);
    },
    detail(text) {
      if (settings.verbose) line(stderr, style.grey(text));
    },
    ask: (text) => write(stderr, text),
    wait({ text, until }) {
      spinner.stop();
      const drawn = isDrawable(stderr, environment) && !settings.quiet;
      const awaited = { text: guarded(text, style), ...(until === undefined ? {} : { until }) };
      spinner = drawn ? createSpinner({ sink: stderr, style, now: world.now }, awaited) : silent;
      const own = spinner;
      return { stop: () => own.stop() };
    },
  };
}
