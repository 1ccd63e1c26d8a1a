import { shape } from '@grantor/protocol';

/** What is wrong with the settings of a service, every problem at once, in sentences that hold no secret. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The service cannot be protected like this:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/** Collects problems of one reading. */
export type Problems = {
  add(problem: string): void;
  /** Throws a `ConfigurationError` if there were any. */
  throwIfAny(): void;
};

export function collectProblems(): Problems {
  const found = new Set<string>();
  return {
    add: (problem) => {
      found.add(problem);
    },
    throwIfAny() {
      if (found.size > 0) throw new ConfigurationError([...found]);
    },
  };
}

/** The options of one object, by their names. */
export type Fields = Readonly<Record<string, shape.Shape<unknown>>>;

/** What was read of them; undefined where one was left out or is wrong. */
export type Values<Of extends Fields> = { readonly [Name in keyof Of]: shape.Read<Of[Name]> | undefined };

/**
 * Each member on its own, so that one that is wrong hides no other; those that are wrong are undefined.
 * Members nobody knows are problems too.
 */
export function parseMembers<Of extends Fields>(
  fields: Of,
  given: Readonly<Record<string, unknown>>,
  { problems, prefix = '' }: { readonly problems: Problems; readonly prefix?: string },
): Values<Of> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name)) problems.add(`${prefix}${name} is not an option.`);
  }
  const values = Object.entries(fields).map(([name, field]) => {
    const value = field(Object.hasOwn(given, name) ? given[name] : undefined);
    if (!(value instanceof shape.Flaws)) return [name, value];
    for (const flaw of value.all) problems.add(sentence(`${prefix}${name}`, flaw));
    return [name, undefined];
  });
  return Object.fromEntries(values);
}

function sentence(name: string, { path, message }: shape.Flaw): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  return `${name}${steps.join('')} ${message}.`;
}
