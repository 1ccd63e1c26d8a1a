/** Settings as a program gives them: the variables of the configuration by their names in code, in one piece. */

import type { Secret } from '@grantor/protocol';
import { configurationOf } from '../config/load.ts';
import { type GroupName, groups, type Settings, schema } from '../config/schema.ts';
import type { Address, Environment, Loaded, Problem } from '../config/types.ts';
import type { Variable, VariableType } from '../config/values/variable.ts';

/** Settings of a port of our own and of leaving it: an application that embeds the server has one already. */
const ofThePort = [
  ...['SERVER_ADDR', 'WORKERS', 'SHUTDOWN_DRAIN_DELAY', 'TLS_CERT_FILE', 'TLS_KEY_FILE', 'MTLS_PORT'],
];
type OfThePort =
  | 'address'
  | 'workers'
  | 'shutdownDrainMilliseconds'
  | 'tlsCertFile'
  | 'tlsKeyFile'
  | 'mtlsPort';

type OptionOf<T> = T extends null
  ? never
  : T extends boolean | number
    ? T
    : T extends Secret | Address
      ? string
      : T extends readonly unknown[]
        ? readonly string[]
        : T extends string
          ? T
          : string;

type GroupOptions<Group extends GroupName> = {
  readonly [Name in Exclude<keyof Settings[Group], OfThePort>]?: OptionOf<Settings[Group][Name]> | undefined;
};

/**
 * Every setting of docs/configuration.md by its group and its name in code. Durations are numbers of seconds unless the name says
 * milliseconds, secrets and addresses texts, lists arrays of texts; what is left out has the documented default.
 */
export type SettingOptions = {
  readonly [Group in Exclude<GroupName, 'server'>]?: GroupOptions<Group> | undefined;
} & {
  /** `baseUrl` is the issuer, with the path below which the application serves it. */
  readonly server: Omit<GroupOptions<'server'>, 'baseUrl'> & { readonly baseUrl: string };
};

/** The same as texts by the names of docs/configuration.md; BASE_URL must be among them. Nothing else is looked at. */
export type EnvironmentOption = { readonly env: Environment };

/** What is wrong with an option: it is named as it was given, and its value never repeated. */
export type OptionProblem = { readonly option: string; readonly wrong: string; readonly allowed: string };

/** The options are refused; `problems` are all there are, and the message has a line for each. */
export class InvalidOptions extends Error {
  override readonly name = 'InvalidOptions';
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    const lines = problems.map(({ option, wrong, allowed }) => `${option} ${wrong}; allowed: ${allowed}`);
    super(`the options are refused:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

type Usable = Extract<Loaded, { ok: true }>;

/**
 * The configuration that the settings come to. Throws InvalidOptions, with what else is `wrong` among them; relative paths
 * are resolved from `folder`.
 */
export function readOptions(
  options: Readonly<Record<string, unknown>>,
  folder: string,
  wrong: readonly OptionProblem[] = [],
): Omit<Usable, 'ok' | 'strayNames' | 'wholeEnvironment'> {
  const { env, ...given } = options;
  const isText = env !== undefined;
  const { texts, problems } = isText ? fromEnvironment(env, given) : fromSettings(given);
  const loaded = configurationOf(texts, folder);
  const found = loaded.ok ? [] : loaded.problems.map(isText ? byVariable : byOption);
  const missing = {
    option: isText ? 'BASE_URL' : 'server.baseUrl',
    wrong: 'is missing',
    allowed: 'the issuer',
  };
  const all = [
    ...wrong,
    ...problems,
    ...(texts['BASE_URL'] || problems.some(({ option }) => option === missing.option) ? [] : [missing]),
    ...found.filter(({ option }) => !problems.some((problem) => problem.option === option)),
  ];
  if (!loaded.ok || all.length > 0) throw new InvalidOptions(all);
  return loaded;
}

const otherType = '\0';

type Texts = {
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly problems: readonly OptionProblem[];
};

function fromEnvironment(env: unknown, others: Readonly<Record<string, unknown>>): Texts {
  const extra = Object.keys(others).map((option) => ({
    option,
    wrong: 'is given together with env',
    allowed: 'one of the two',
  }));
  const isRead = typeof env === 'object' && env !== null;
  const notRead = { option: 'env', wrong: 'is no object', allowed: 'names to texts' };
  // The application has the processes that it has
  return {
    texts: isRead ? { ...env, WORKERS: undefined } : {},
    problems: isRead ? extra : [notRead, ...extra],
  };
}

function fromSettings(given: Readonly<Record<string, unknown>>): Texts {
  const texts: Record<string, string> = {};
  const problems: OptionProblem[] = [];
  for (const [option, value] of membersOf(given)) {
    if (value === undefined) continue;
    const variable = variables.get(option);
    if (variable === undefined) {
      problems.push({ option, wrong: 'is no option', allowed: 'the options of docs/use-as-a-library.md' });
      continue;
    }
    const text = textOf(variable, value);
    // What is of another type reaches no parser as itself, but is not left to its default either
    texts[variable.name] = text ?? otherType;
    if (text === null) problems.push({ option, ...notOfItsType(variable) });
  }
  return { texts, problems };
}

/** Values by `group.name`; a group that is none, or no object, under its own name. */
const membersOf = (given: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] =>
  Object.entries(given).flatMap(([group, members]) =>
    Object.hasOwn(schema, group) && typeof members === 'object' && members !== null
      ? Object.entries(members).map(([name, value]) => [`${group}.${name}`, value] as const)
      : [[group, members] as const],
  );

const variables: ReadonlyMap<string, Variable<unknown>> = new Map(
  groups
    .flatMap((group) =>
      Object.entries<Variable<unknown>>(schema[group]).map(
        ([name, variable]) => [`${group}.${name}`, variable] as const,
      ),
    )
    .filter(([, { name }]) => !ofThePort.includes(name)),
);

const optionNames = new Map([...variables].map(([option, { name }]) => [name, option]));

/** As the environment would have it, or null where the value is of another type. */
function textOf({ shape }: Variable<unknown>, value: unknown): string | null {
  if (shape.type === 'bool') return typeof value === 'boolean' ? String(value) : null;
  if (shape.type === 'int' || shape.type === 'num' || shape.type === 'dur')
    return typeof value === 'number' ? `${value}${shape.unit ?? ''}` : null;
  if (shape.type === 'list') return isTextList(value) ? value.join(',') : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' && !item.includes(','));

const typeWords: Readonly<Partial<Record<VariableType, string>>> = {
  bool: 'true or false',
  int: 'a number',
  num: 'a number',
  dur: 'a number',
  list: 'an array of texts without commas',
};

const notOfItsType = ({ shape }: Variable<unknown>) => ({
  wrong: `is not ${typeWords[shape.type] ?? 'a text'}`,
  allowed: shape.unit === undefined ? shape.allowed : `${shape.allowed}, in ${shape.unit}`,
});

const byVariable = ({ variable, ...problem }: Problem): OptionProblem => ({ option: variable, ...problem });

const byOption = ({ variable, wrong, allowed }: Problem): OptionProblem => ({
  option: inOptions(variable),
  wrong: inOptions(wrong),
  allowed: inOptions(allowed),
});

/** The text with options in the place of the variables it names. */
const inOptions = (text: string): string =>
  text.replaceAll(/[A-Z][A-Z0-9_]{2,}/g, (name) => optionNames.get(name) ?? name);
