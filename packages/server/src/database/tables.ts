/** Whose tables a database holds. */

/** A column and the table it is in. */
export type ColumnName = { readonly table: string; readonly column: string };

export type Tables =
  | { readonly kind: 'none' }
  | { readonly kind: 'ours' }
  | { readonly kind: 'foreign'; readonly names: readonly string[] };

/** Columns of the table that says which migrations were applied; it is there from the first of them on. */
const historyColumns = ['id', 'checksum', 'applied_at'];

export function whoseTables(columns: readonly ColumnName[]): Tables {
  const names = [...new Set(columns.map(({ table }) => table))].sort();
  if (names.length === 0) return { kind: 'none' };
  const history = columns.filter(({ table }) => table === 'migration').map(({ column }) => column);
  return historyColumns.every((column) => history.includes(column))
    ? { kind: 'ours' }
    : { kind: 'foreign', names };
}

/** The database is another program's, and was left as it is; the message names what was found there. */
export class ForeignTables extends Error {
  override readonly name = 'ForeignTables';

  constructor(names: readonly string[]) {
    super(`it holds tables of another program (${listed(names)})`);
  }
}

/** Rejects what is neither empty nor ours. */
export function checkTables(columns: readonly ColumnName[]): void {
  const tables = whoseTables(columns);
  if (tables.kind === 'foreign') throw new ForeignTables(tables.names);
}

const shownNames = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map((name) => (/^[\w$]{1,63}$/.test(name) ? name : '…'));
  const more = names.length - shown.length;
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`;
}
