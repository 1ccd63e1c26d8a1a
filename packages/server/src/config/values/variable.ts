import type { Parsed } from './parse.ts';

export type VariableType =
  | 'bool'
  | 'int'
  | 'num'
  | 'dur'
  | 'list'
  | 'url'
  | 'addr'
  | 'enum'
  | 'path'
  | 'str'
  | 'secret';

/** How a kind of value is written. `Unset` is what the configuration holds when nothing is given. */
export type Shape<T, Unset> = {
  readonly type: VariableType;
  /** Completes "allowed: …" in problems and documentation. */
  readonly allowed: string;
  /** Never printed, and readable from the file that NAME_FILE names (operations K-1). */
  readonly confidential: boolean;
  /** What a number counts, where it is a duration. */
  readonly unit?: 's' | 'ms';
  readonly unset: Unset;
  /** Relative paths are resolved against `folder`. */
  parse(text: string, folder: string): Parsed<T>;
};

/** A default that follows from other variables: how the documentation says it, and its text. */
export type Derived = { readonly words: string; readonly text: (of: (name: string) => string) => string };

/** A default that checks.ts fills in; the variable counts as unset until then. */
export type Later = { readonly words: string; readonly text: null };

export type Row = {
  readonly name: string;
  /** null: none. A text goes through the same parser as the operator's. */
  readonly default: string | null | Derived | Later;
  readonly meaning: string;
  /** An older name, read when this one is unset. */
  readonly fallback?: string;
};

/** One environment variable: how it is read, and everything its documentation says. */
export type Variable<T> = Row & { readonly shape: Shape<T, T> };

type Held<T, Unset, R extends Row> = R['default'] extends null | Later ? T | Unset : T;

/** The value is nullable exactly where the row has no default. */
export function variable<T, Unset, const R extends Row>(
  shape: Shape<T, Unset>,
  row: R,
): Variable<Held<T, Unset, R>> {
  // sound: `unset` is read only for rows without a default
  return { ...row, shape: shape as unknown as Shape<Held<T, Unset, R>, Held<T, Unset, R>> };
}

/** Every name it is read from. */
export function namesOf({ name, fallback, shape }: Variable<unknown>): readonly string[] {
  const names = fallback === undefined ? [name] : [name, fallback];
  return shape.confidential ? [...names, ...names.map((each) => `${each}_FILE`)] : names;
}
