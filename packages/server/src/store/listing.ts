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

/** Of the newest rows, those that are looked through for what no index answers. */
export const searchLimit = 2_000;

/** How many rows a selection of any one column has, without looking at more than `most` and one. */
export async function countUpTo<Tables, Of extends keyof Tables, Row>(
  kysely: Kysely<Schema>,
  selection: SelectQueryBuilder<Tables, Of, Row>,
  most: number = countLimit,
): Promise<Counted> {
  const limited = selection.limit(most + 1).as('limited');
  const { found } = await kysely
    .selectFrom(limited)
    .select(({ fn }) => fn.countAll<number>().as('found'))
    .executeTakeFirstOrThrow();
  return { count: Math.min(Number(found), most), exact: Number(found) <= most };
}

/** Of several selections that a list is put together from: what each may look at, so that all stay within the limit. */
export const shareOf = (selections: number, limit: number = countLimit): number =>
  Math.floor(limit / Math.max(1, selections));

/** Of parts that have no row in common, each of which looked at no more than its share. */
export function countedTogether(parts: readonly Counted[]): Counted {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return {
    count: Math.min(count, countLimit),
    exact: parts.every(({ exact }) => exact) && count <= countLimit,
  };
}

/** A text as the beginning of what `like` matches, with `\` as the escape (security.md I-5). */
export const prefixPattern = (text: string): string => `${escapedForLike(text)}%`;

/** Every character as itself, with the same escape. */
export const escapedForLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
