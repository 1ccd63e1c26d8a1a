import { z } from 'zod';

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

type Parsed<Fields extends z.ZodRawShape> = { [Name in keyof Fields]: z.output<Fields[Name]> | undefined };

/**
 * Each member on its own, so that one that is wrong hides no other; those that are wrong are undefined.
 * Members nobody knows are problems too.
 */
export function parseMembers<Fields extends z.ZodRawShape>(
  fields: Fields,
  given: Readonly<Record<string, unknown>>,
  { problems, prefix = '' }: { readonly problems: Problems; readonly prefix?: string },
): Parsed<Fields> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(fields, name)) problems.add(`${prefix}${name} is not an option.`);
  }
  const values = Object.entries(fields).map(([name, field]) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const parsed = z.safeParse(field, value);
    if (parsed.success) return [name, parsed.data];
    for (const issue of parsed.error.issues) problems.add(sentence(`${prefix}${name}`, issue));
    return [name, undefined];
  });
  return Object.fromEntries(values) as Parsed<Fields>;
}

function sentence(name: string, issue: z.core.$ZodIssue): string {
  const place = issue.path.reduce<string>(
    (path, step) => (typeof step === 'number' ? `${path}[${step}]` : `${path}.${String(step)}`),
    name,
  );
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${place}.${key} is not an option.`).join(' ');
  return `${place} ${issue.message}.`;
}
