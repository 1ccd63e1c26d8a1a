/**
 * management/ owns the management API (product.md §13): what it can do as a table, how a request becomes a call of the
 * table, and the document that describes it. Never decides who may do what: `administration/` does.
 */

import type { z } from 'zod';
import type { Actor } from '../administration/change.ts';
import type { ProblemKind, Success } from '../http/problem.ts';
import type { Site } from '../site/site.ts';

export type Call<Query, Body> = {
  readonly site: Site;
  readonly actor: Actor;
  /** What the path names, in order. */
  readonly ids: readonly string[];
  readonly query: Query;
  readonly body: Body;
  /** What the caller has seen, as `ETag` said it; null: they do not say. */
  readonly seen: string | null;
};

/** What was done; a problem is thrown. */
export type Answer<Body = unknown> = {
  readonly body: Body;
  /** Names the version of what was answered. */
  readonly version?: string | number;
  /** Below `/api/v1`: where what was made is. */
  readonly location?: string;
  /** Members that nobody is told again, a repeated request included (product.md: shown once). */
  readonly once?: readonly string[];
};

export const tags = [
  'users',
  'clients',
  'client-documents',
  'blocked-domains',
  'resources',
  'scopes',
  'detail-types',
  'policies',
  'credentials',
  'authorizations',
  'tokens',
  'connections',
  'sessions',
  'keys',
  'messages',
  'audit-events',
  'system',
] as const;

type Description = {
  /** The operationId. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with `{…}` where an id stands. */
  readonly path: string;
  readonly tag: (typeof tags)[number];
  readonly summary: string;
  readonly success: Success;
  /** Its own, beside those of every operation. */
  readonly problems?: readonly ProblemKind[];
  /** Whether it takes `If-Match`. */
  readonly versioned?: true;
};

/** A row of the table. */
export type Operation = Description & {
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  /** Of the body of its answer; null: there is none; `csv`: text in parts. */
  readonly answer: z.ZodType | 'csv' | null;
  run(call: Call<unknown, unknown>): Promise<Answer>;
};

type Typed<Query extends z.ZodObject, Body extends z.ZodType, Result extends z.ZodType> = Description & {
  readonly query?: Query;
  readonly body?: Body;
  readonly answer?: Result;
  run(
    call: Call<
      z.ZodObject extends Query ? null : z.output<Query>,
      z.ZodType extends Body ? null : z.output<Body>
    >,
  ): Promise<z.ZodType extends Result ? void : Answer<z.input<Result>>>;
};

/** A row whose handler gets what its schemas read, and answers what its schema says. */
export function operation<
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
>({ query, body, answer, ...row }: Typed<Query, Body, Result>): Operation {
  // The table holds rows of all types: each is only called with what its own schemas have read
  const run = row.run as (call: Call<unknown, unknown>) => Promise<Answer | undefined>;
  return {
    ...row,
    query: query ?? null,
    body: body ?? null,
    answer: answer ?? null,
    run: async (call) => (await run(call)) ?? { body: null },
  };
}
