import { z } from 'zod';
import { faultOf, saying, settingSentence } from './faults.ts';
import { type Finding, findingAt, place } from './problems.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type Entry<Declared> = { readonly declared: Declared | null; readonly problems: readonly Finding[] };

export type EntryReader<Declared> = (value: unknown, path: readonly PropertyKey[]) => Entry<Declared>;

/**
 * A reader of objects of this shape. Unknown members are problems, each with its place, but hide no other:
 * the rest is still read.
 */
export function entryReader<Shape extends z.ZodRawShape>(
  shape: z.ZodObject<Shape>,
): EntryReader<z.output<z.ZodObject<Shape>>> {
  const strict = shape.strict();
  const loose = shape.strip();
  return (value, path) => {
    const exact = strict.safeParse(value);
    if (exact.success) return { declared: exact.data as z.output<typeof shape>, problems: [] };
    const problems = exact.error.issues.flatMap((issue) => findingsOf(issue, path));
    const rest = loose.safeParse(value);
    const isReadable = rest.success && !hasNestedUnknown(exact.error);
    return { declared: isReadable ? (rest.data as z.output<typeof shape>) : null, problems };
  };
}

const hasNestedUnknown = (error: z.ZodError): boolean => error.issues.some((issue) => issue.path.length > 0);

function findingsOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): Finding[] {
  const at = [...path, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => findingAt(place([...at, key]), 'unknown_member'));
  }
  return [{ at: place(at), message: issue.message, ...faultOf(issue) }];
}

export const string = z.string({
  error: ({ input }) => settingSentence(input === undefined ? 'missing' : 'not_text'),
});

/** Text without control characters and halves of surrogate pairs, so that nothing of the kind reaches storage or a page (security.md I-2). */
export const text = (limit: number) =>
  string
    .min(1, settingSentence('empty'))
    .max(limit, settingSentence('too_long', { most: limit }))
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), saying('control_character'));

const reference = /^env:([A-Za-z_][A-Za-z0-9_]*)$/;

/** A secret given as it is, or as the name of an environment variable: `env:NAME` (operations.md K-6). */
export const secretText = (environment: Environment, limit: number) =>
  string.min(1, settingSentence('empty')).transform((value, context) => {
    const name = reference.exec(value)?.[1];
    const resolved = name === undefined ? value : environment[name];
    if (resolved === undefined || resolved === '') {
      context.addIssue(issueOf('variable_unset', { name: String(name) }));
      return z.NEVER;
    }
    if (resolved.length > limit) {
      context.addIssue(issueOf('too_long', { most: limit }));
      return z.NEVER;
    }
    return resolved;
  });

function issueOf(...said: Parameters<typeof saying>) {
  const { error, params } = saying(...said);
  return { code: 'custom', message: error, params } as const;
}
