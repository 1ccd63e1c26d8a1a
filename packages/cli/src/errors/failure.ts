import { oneLine } from '../untrusted/clean.ts';
import type { Ending } from './exit-code.ts';

/** For whoever asks somebody else for help; shown in grey below everything else. */
export type Technical = {
  /** The protocol's or the system's own word: `invalid_grant`, `ECONNREFUSED`. */
  readonly code?: string | undefined;
  readonly status?: number | undefined;
  readonly correlationId?: string | undefined;
};

export type Explanation = {
  /** What happened: one sentence. */
  readonly what: string;
  /** Why, as far as it is known: whole sentences, one a line. */
  readonly why?: readonly string[];
  /** What to do: whole sentences or commands, one a line. */
  readonly remedy: readonly string[];
  readonly technical?: Technical;
  readonly cause?: unknown;
};

/** An ending that is not success, in words for the person at the terminal (cli.md §5): each text is one line. Never holds a secret. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly ending: Exclude<Ending, 'done'>;
  readonly why: readonly string[];
  readonly remedy: readonly string[];
  readonly technical: Technical;

  constructor(ending: Exclude<Ending, 'done'>, explanation: Explanation) {
    super(
      oneLine(explanation.what),
      explanation.cause === undefined ? undefined : { cause: explanation.cause },
    );
    this.ending = ending;
    this.why = (explanation.why ?? []).map(oneLine);
    this.remedy = explanation.remedy.map(oneLine);
    this.technical = explanation.technical ?? {};
  }
}

/** The error and what caused it, outermost first; at most ten deep. */
export function* causesOf(error: unknown): Generator<unknown> {
  let current = error;
  for (let depth = 0; depth < 10 && current !== undefined && current !== null; depth += 1) {
    yield current;
    current = current instanceof Error ? current.cause : undefined;
  }
}

/** The failure an error is, or was caused by. */
export function failureIn(error: unknown): Failure | null {
  for (const cause of causesOf(error)) if (cause instanceof Failure) return cause;
  return null;
}

/** The command was called in a way it cannot be (exit 2). */
export const wrongUsage = (what: string, ...remedy: readonly string[]): Failure =>
  new Failure('wrong_usage', { what, remedy });

/** The person pressed Ctrl-C, or asked otherwise to stop (exit 130). */
export const interrupted = (): Failure => new Failure('interrupted', { what: 'Interrupted.', remedy: [] });
