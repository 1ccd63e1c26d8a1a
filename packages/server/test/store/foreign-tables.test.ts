import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { type DatabaseOptions, openDatabase } from '../../src/database/database.ts';
import { inspectDatabase } from '../../src/database/inspection.ts';
import { migrations } from '../../src/database/migrations.ts';
import { ForeignTables, whoseTables } from '../../src/database/tables.ts';
import { postgresDatabase } from '../postgres.ts';

const others = [
  'create table invoice (id integer primary key)',
  'create table customer (id integer primary key)',
  'create table migration (version integer primary key)',
  'create table "odd; name" (id integer primary key)',
];

/** An empty database that other programs may have written to. */
type Place = {
  readonly options: DatabaseOptions;
  run(...statements: readonly string[]): Promise<void>;
  tables(): Promise<readonly string[]>;
  close(): Promise<void>;
};

async function sqlitePlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-foreign-'));
  const path = join(folder, 'some.db');
  const use = <T>(work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(path);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  return {
    options: { driver: 'sqlite', path },
    run: async (...statements) => use((database) => database.exec(statements.join(';'))),
    tables: async () =>
      use((database) =>
        database.prepare("select name from sqlite_master where type = 'table' order by name").all(),
      ).map(({ name }) => String(name)),
    close: async () => rmSync(folder, { recursive: true }),
  };
}

async function postgresPlace(): Promise<Place> {
  const { dsn, close } = await postgresDatabase();
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: dsn });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    options: { driver: 'postgres', dsn, maxConnections: 2, queryTimeout: 5000 },
    run: async (...statements) => {
      await query(statements.join(';'));
    },
    tables: async () =>
      (await query("select tablename from pg_tables where schemaname = 'public' order by tablename")).map(
        ({ tablename }) => tablename,
      ),
    close,
  };
}

for (const [name, open] of [
  ['SQLite', sqlitePlace],
  ['PostgreSQL', postgresPlace],
] as const) {
  describe(`tables of another program in ${name}`, () => {
    let place: Place;
    before(async () => {
      place = await open();
      await place.run(...others);
    });
    after(() => place.close());

    it('are named, and left alone', async () => {
      const before = await place.tables();
      for (const use of [openDatabase, inspectDatabase]) {
        await assert.rejects(use(place.options), (failure) => {
          assert.ok(failure instanceof ForeignTables);
          assert.equal(
            failure.message,
            'it holds tables of another program (customer, invoice, migration and 1 more)',
          );
          return true;
        });
      }
      assert.deepEqual(await place.tables(), before);
    });
  });

  describe(`a database of ours in ${name}`, () => {
    it('is one that has been empty, whoever else came afterwards', async () => {
      const place = await open();
      assert.deepEqual(await inspectDatabase(place.options), { kind: 'empty' });
      await (await openDatabase(place.options)).close();
      await place.run('create table invoice (id integer primary key)');
      await (await openDatabase(place.options)).close();
      assert.deepEqual(await inspectDatabase(place.options), { kind: 'ours', pending: 0, secretChecks: [] });
      await place.run(`delete from migration where id = ${migrations.at(-1)?.id}`);
      const inspection = await inspectDatabase(place.options);
      assert.equal(inspection.kind === 'ours' && inspection.pending, 1);
      await place.close();
    });
  });
}

describe('an SQLite file of another program', () => {
  it('keeps every byte', async () => {
    const place = await sqlitePlace();
    assert.ok(place.options.driver === 'sqlite');
    await place.run(...others);
    const bytes = readFileSync(place.options.path);
    await assert.rejects(openDatabase(place.options), ForeignTables);
    assert.ok(readFileSync(place.options.path).equals(bytes));
    await place.close();
  });
});

describe('a PostgreSQL schema of our own', () => {
  it('lies beside the tables of others — operations.md Y-1', async () => {
    const place = await postgresPlace();
    assert.ok(place.options.driver === 'postgres');
    await place.run(...others, 'create schema grantor');
    const dsn = `${place.options.dsn}?options=-c%20search_path%3Dgrantor`;
    const database = await openDatabase({ ...place.options, dsn });
    await database.close();
    assert.equal((await place.tables()).length, others.length);
    await place.close();
  });
});

describe('an SQLite file', () => {
  it('is for its owner only, wherever it lies — security.md K-4', async () => {
    const place = await sqlitePlace();
    assert.ok(place.options.driver === 'sqlite');
    const { path } = place.options;
    const modes = () => [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).mode & 0o777);
    const first = await openDatabase(place.options);
    assert.deepEqual(modes(), [0o600, 0o600, 0o600]);
    await first.close();
    chmodSync(path, 0o664);
    for (const companion of [`${path}-wal`, `${path}-shm`]) {
      writeFileSync(companion, '');
      chmodSync(companion, 0o664);
    }
    const again = await openDatabase(place.options);
    assert.deepEqual(modes(), [0o600, 0o600, 0o600]);
    await again.close();
    await place.close();
  });
});

describe('whose tables they are', () => {
  it('is told by the history of migrations, not by its name alone', () => {
    const history = ['id', 'checksum', 'applied_at'].map((column) => ({ table: 'migration', column }));
    assert.deepEqual(whoseTables([]), { kind: 'none' });
    assert.deepEqual(whoseTables([...history, { table: 'x', column: 'y' }]), { kind: 'ours' });
    assert.deepEqual(whoseTables(history.slice(1)), { kind: 'foreign', names: ['migration'] });
  });

  it('is said without repeating names that could be read as something else — security.md O-1', () => {
    assert.equal(new ForeignTables(['a\u001b[2J', 'b']).message, 'it holds tables of another program (…, b)');
  });
});
