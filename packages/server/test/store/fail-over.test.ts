import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { type Database, openDatabase, StorageUnavailable } from '../../src/database/database.ts';
import { prepareInsert } from '../../src/database/statement.ts';
import { until } from '../operations/program.ts';
import { type PostgresDatabase, postgresDatabase } from '../postgres.ts';

describe('PostgreSQL that fails over — operations.md §11 fail-over', () => {
  let server: PostgresDatabase;
  let database: Database;
  let operator: pg.Client;
  before(async () => {
    server = await postgresDatabase();
    database = await openDatabase({
      driver: 'postgres',
      ...{ dsn: server.dsn, maxConnections: 5, queryTimeout: 5000 },
    });
    operator = new pg.Client({ connectionString: server.dsn });
    await operator.connect();
  });
  after(async () => {
    await operator.end();
    await database.close();
    await server.close();
  });

  /** As many connections as the pool can have, idle. */
  const fill = () =>
    Promise.all(Array.from({ length: 5 }, () => sql`select pg_sleep(0.05)`.execute(database.kysely)));
  const put = (name: string) =>
    database.connection.commit([prepareInsert(database, 'secret_check')({ name, value: 'v' }, {})]);
  const isStored = async (name: string): Promise<boolean> => {
    const { rows } = await operator.query('select 1 from secret_check where name = $1', [name]);
    return rows.length === 1;
  };
  /** Ends every connection of ours while it runs a statement, or waits for one. */
  const endAll = () =>
    operator.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
  const nowReadOnly = async (isReadOnly: boolean) => {
    const { rows } = await operator.query('select current_database() as name');
    await operator.query('set default_transaction_read_only = off');
    await operator.query(
      `alter database "${rows[0].name}" ${isReadOnly ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'}`,
    );
  };

  it('repeats a read whose connection was ended under it', async () => {
    const reading = sql<{ one: number }>`select 1 as one from pg_sleep(0.5)`.execute(database.kysely);
    await untilRunning('pg_sleep(0.5)');
    await endAll();
    assert.deepEqual((await reading).rows, [{ one: 1 }]);
  });

  it('begins a transaction on another connection', async () => {
    await fill();
    await endAll();
    await database.transaction((tx) =>
      tx.insertInto('secret_check').values({ name: 'in-transaction', value: 'v' }).execute(),
    );
    assert.equal(await isStored('in-transaction'), true);
  });

  it('does not repeat a write whose connection was ended under it', async () => {
    const writing = sql`insert into secret_check select 'once', 'v' from pg_sleep(0.5)`.execute(
      database.kysely,
    );
    // It may end before the one who ends it has an answer
    const refused = assert.rejects(writing, StorageUnavailable);
    await untilRunning('insert into secret_check');
    await endAll();
    await refused;
    assert.equal(await isStored('once'), false);
  });

  it('repeats a write that a read-only server refused, and drops the connections that lead there', async () => {
    await nowReadOnly(true);
    await endAll();
    await fill(); // five that are read-only
    await nowReadOnly(false);
    assert.deepEqual(await put('single'), { kind: 'committed', rows: [] });
    assert.equal(await isStored('single'), true);
    const { rows } = await sql<{ readonly: string }>`show transaction_read_only`.execute(database.kysely);
    assert.equal(Object.values(rows[0] ?? {})[0], 'off');
  });

  it('gives up after three repetitions where the server stays read-only, and writes when it is not any more', async () => {
    await nowReadOnly(true);
    await endAll();
    await fill();
    const before = database.counts.statements;
    await assert.rejects(put('refused'), StorageUnavailable);
    assert.equal(database.counts.statements - before, 4, 'once, and repeated three times');
    await nowReadOnly(false);
    assert.equal((await put('later')).kind, 'committed');
    assert.deepEqual([await isStored('refused'), await isStored('later')], [false, true]);
  });

  const untilRunning = (text: string): Promise<void> =>
    until(`${text} runs`, async () => {
      const { rows } = await operator.query(
        `select 1 from pg_stat_activity where state = 'active' and pid <> pg_backend_pid()
           and datname = current_database() and strpos(query, $1) > 0`,
        [text],
      );
      return rows.length > 0;
    });
});
