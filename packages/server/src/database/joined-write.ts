/** On PostgreSQL a guarded write and the inserts that depend on it travel as one statement. */

import type { BoundWrite, PreparedStatement, SqlValue } from './connection.ts';

const joined = new Map<string, PreparedStatement>();

/** The writes as one statement that answers a row exactly if the guard held; null: they cannot be joined. */
export function joinWrites(
  writes: readonly BoundWrite[],
): { statement: PreparedStatement; parameters: readonly SqlValue[] } | null {
  const [guard, ...rest] = writes;
  if (
    guard === undefined ||
    !guard.guarded ||
    rest.some(({ guarded, statement }) => guarded || !statement.gated)
  ) {
    return null;
  }
  const name = writes.map(({ statement }) => statement.name).join('+');
  let statement = joined.get(name);
  if (statement === undefined) {
    statement = { name, sql: join(writes) };
    joined.set(name, statement);
  }
  return { statement, parameters: writes.flatMap(({ parameters }) => parameters) };
}

/** Parts see one snapshot and each other only through "guard" (PostgreSQL manual §7.8.4). */
function join(writes: readonly BoundWrite[]): string {
  let used = 0;
  const parts = writes.map(({ statement, parameters }, index) => {
    const sql = renumber(index === 0 ? statement.sql : (statement.gated ?? ''), used);
    used += parameters.length;
    return index === 0 ? `"guard" as (${sql} returning 1 as "held")` : `"write_${index}" as (${sql})`;
  });
  return `with ${parts.join(', ')} select "held" from "guard"`;
}

const renumber = (sql: string, by: number): string =>
  sql.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + by}`);
