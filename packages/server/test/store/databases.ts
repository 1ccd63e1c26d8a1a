import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { putMigrated } from '../migrated.ts';
import { postgresDatabase } from '../postgres.ts';

/** An empty, migrated database; `close` removes it. `again` opens the same one a second time. */
export type TestDatabase = {
  readonly database: Database;
  again(): Promise<Database>;
  close(): Promise<void>;
};

type Opened = { readonly name: 'SQLite' | 'PostgreSQL'; open(): Promise<TestDatabase> };

/** Both databases: every storage test runs on each. */
export const databases: readonly Opened[] = [
  { name: 'SQLite', open: openSqlite },
  { name: 'PostgreSQL', open: () => openPostgres() },
];

export async function openSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-sqlite-'));
  const path = join(folder, 'grantor.db');
  const again = () => openDatabase({ driver: 'sqlite', path });
  await putMigrated(path);
  const database = await again();
  return {
    database,
    again,
    async close() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function openPostgres({ queryTimeout = 5000 } = {}): Promise<TestDatabase> {
  const { dsn, close } = await postgresDatabase({ tablesWelcome: true });
  const again = () => openDatabase({ driver: 'postgres', dsn, maxConnections: 10, queryTimeout });
  const database = await again();
  return {
    database,
    again,
    async close() {
      await database.close();
      await close();
    },
  };
}
