/** The first of what was found; null: there is none. */
export function first<Row, Value>(rows: readonly Row[], from: (row: Row) => Value): Value | null {
  const [row] = rows;
  return row === undefined ? null : from(row);
}
