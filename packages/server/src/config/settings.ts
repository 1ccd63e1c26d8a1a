import { groups, type Settings, schema, variablesOf } from './schema.ts';
import { find, type Given, type Source } from './source.ts';
import type { Problem } from './types.ts';
import type { Variable } from './values/variable.ts';

/** Every variable on its own. A refused one holds its default, and its problem is listed. */
export type Reading = {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  /** Names in the schema whose text was refused. */
  readonly refused: ReadonlySet<string>;
};

/** Reads all variables of the schema; values are not yet compared with one another. */
export function readSettings(source: Source): Reading {
  const variables = new Map(groups.flatMap(variablesOf).map((variable) => [variable.name, variable]));
  const given = new Map([...variables].map(([name, variable]) => [name, find(variable, source)]));
  const problems = new Map<string, Problem>();
  for (const variable of variables.values()) {
    const problem = problemOf(variable, given.get(variable.name) ?? { kind: 'unset' }, source.folder);
    if (problem !== null) problems.set(variable.name, problem);
  }

  const textOf = (name: string): string | null => {
    const found = given.get(name);
    if (found?.kind === 'text' && !problems.has(name)) return found.text;
    const fallback = variables.get(name)?.default ?? null;
    if (fallback === null || typeof fallback === 'string') return fallback;
    return fallback.text === null ? null : fallback.text((other) => textOf(other) ?? '');
  };
  const read = (variable: Variable<unknown>): unknown =>
    complete(variable, textOf(variable.name), source.folder);

  return {
    settings: settingsFrom(read),
    problems: [...problems.values()],
    refused: new Set(problems.keys()),
  };
}

function problemOf(variable: Variable<unknown>, given: Given, folder: string): Problem | null {
  if (given.kind === 'unset') return null;
  if (given.kind === 'unreadable') return given.problem;
  const result = variable.shape.parse(given.text, folder);
  return result.ok ? null : { variable: given.name, wrong: result.wrong, allowed: variable.shape.allowed };
}

function complete({ name, shape }: Variable<unknown>, text: string | null, folder: string): unknown {
  if (text === null) return shape.unset;
  const result = shape.parse(text, folder);
  if (!result.ok) throw new Error(`the default of ${name} ${result.wrong}`);
  return result.value;
}

function settingsFrom(read: (variable: Variable<unknown>) => unknown): Settings {
  const settings = Object.entries(schema).map(([group, variables]) => [
    group,
    Object.fromEntries(
      Object.entries<Variable<unknown>>(variables).map(([name, variable]) => [name, read(variable)]),
    ),
  ]);
  return Object.fromEntries(settings) as Settings; // the shape of the schema, value for variable
}
