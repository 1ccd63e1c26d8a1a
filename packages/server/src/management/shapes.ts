/** What several operations say alike: moments, pages of lists, where the next one begins. */

import { z } from 'zod';
import { invalid } from '../http/problem.ts';

export const moment = z.string().meta({ format: 'date-time' });

/** RFC 3339, of seconds since 1970. */
export const momentOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** What every list takes (product.md M-2). */
export const page = {
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('How many items, at most.'),
  cursor: z.string().max(4096).optional().describe('The `next_cursor` of the page before.'),
};

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next_cursor: z.string().optional().describe('Absent where the list ends.'),
  });

export const search = z.string().max(256).default('');

/**
 * The page of what was read, one more than its items: whatever is added or removed between two pages, no item is told
 * twice and none that stays is left out.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, key }: { readonly item: (row: Row) => Item; readonly key: (row: Row) => string },
): { items: Item[]; next_cursor?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    ...(rows.length > limit && last !== undefined
      ? { next_cursor: Buffer.from(key(last)).toString('base64url') }
      : {}),
  };
}

/** The key that the cursor holds; undefined: from the start. Throws for what is no cursor. */
export function afterOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString();
  const isOurs = Buffer.from(key).toString('base64url') === cursor && !key.includes('\0');
  if (isOurs && key !== '') return key;
  throw noCursor();
}

export const noCursor = () =>
  invalid([{ field: 'cursor', code: 'unknown', message: 'This is no cursor of this list.' }]);

/** Where a list that is in the order of time goes on, by the key of `timedKey`. Throws for what is no cursor. */
export function timedAfter(
  cursor: string | undefined,
): { readonly at: number; readonly id: string } | undefined {
  const key = afterOf(cursor);
  if (key === undefined) return undefined;
  const [, at, id] = /^(\d{1,15}) (.+)$/s.exec(key) ?? [];
  if (at !== undefined && id !== undefined) return { at: Number(at), id };
  throw noCursor();
}

export const timedKey = (at: number, id: string): string => `${at} ${id}`;

/** A key that puts the newest first where keys are in the order of their text; `at` in any one unit, from 1970 on. */
export const newestKey = (at: number, id: string): string =>
  `${String(Number.MAX_SAFE_INTEGER - at).padStart(16, '0')} ${id}`;

/** The page of what is held whole, in the order of its keys. */
export function portionOf<Row, Item>(
  rows: readonly Row[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  shown: { readonly item: (row: Row) => Item; readonly key: (row: Row) => string },
): { items: Item[]; next_cursor?: string } {
  const after = afterOf(cursor) ?? '';
  const keyed = rows.map((row) => ({ row, key: shown.key(row) })).filter(({ key }) => key > after);
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  return pageOf(keyed, limit, { item: ({ row }) => shown.item(row), key: ({ key }) => key });
}
