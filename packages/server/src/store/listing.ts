/** Pages of a list: a range of rows, a count that stops at a limit, and what a search may hold (product.md A-2). */

import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** What of a list is wanted. */
export type Range = { readonly limit: number; readonly offset: number };

/** The rows behind a key, which is that of the last row of an earlier reading. */
export type Behind<Key = string> = { readonly limit: number; readonly after: Key | undefined };

/** Counted exactly up to 10 000. */
export type Counted = { readonly count: number; readonly exact: boolean };

export type Listed<Row> = { readonly rows: readonly Row[]; readonly total: Counted };

export const countLimit = 10_000;

/** How many rows a selection of any one column has, without looking at more than the limit and one. */
export async function countUpTo<O>(
  kysely: Kysely<Schema>,
  selection: SelectQueryBuilder<Schema, keyof Schema, O>,
): Promise<Counted> {
  const limited = selection.limit(countLimit + 1).as('limited');
  const { found } = await kysely
    .selectFrom(limited)
    .select(({ fn }) => fn.countAll<number>().as('found'))
    .executeTakeFirstOrThrow();
  return { count: Math.min(Number(found), countLimit), exact: Number(found) <= countLimit };
}

/** A text as the beginning of what `like` matches, with `\` as the escape (security.md I-5). */
export const prefixPattern = (text: string): string => `${escapedForLike(text)}%`;

/** Every character as itself, with the same escape. */
export const escapedForLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
