import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** `dsn` null: SQLite, in the file. */
export type Place = { readonly file: string; readonly dsn: string | null };

/** Runs the statements at once, without the care that a server takes: for a store that nobody has open. */
export async function fill(statements: readonly string[], { file, dsn }: Place): Promise<void> {
  if (dsn === null) {
    const database = new DatabaseSync(file);
    database.exec('pragma synchronous = off; pragma cache_size = -400000; pragma foreign_keys = off; begin');
    for (const statement of statements) database.exec(statement);
    database.exec('commit; pragma wal_checkpoint(truncate)');
    database.close();
    return;
  }
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.query('vacuum analyze');
  await client.end();
}
