import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { START, World } from '@grantor/engine/testing';
import { sql } from 'kysely';
import type { StatementEvent } from '../../src/database/connection.ts';
import { type Database, openDatabase, StorageUnavailable } from '../../src/database/database.ts';
import { databases, openPostgres, openSqlite, type TestDatabase } from './databases.ts';
import { contractStore } from './seeds.ts';

for (const { name, open } of databases) {
  describe(`database on ${name}`, () => {
    let opened: TestDatabase;
    let database: Database;

    before(async () => {
      opened = await open();
      database = opened.database;
    });
    after(() => opened.close());

    const put = (kysely: Database['kysely'], key: string) =>
      kysely.insertInto('secret_check').values({ name: key, value: 'v' }).execute();

    const has = async (key: string) => {
      const rows = await database.kysely
        .selectFrom('secret_check')
        .where('name', '=', key)
        .selectAll()
        .execute();
      return rows.length === 1;
    };

    it('hides a transaction from others until it commits', async () => {
      await database.transaction(async (tx) => {
        await put(tx, 'hidden');
        assert.equal(await has('hidden'), false);
      });
      assert.equal(await has('hidden'), true);
    });

    it('keeps nothing of a transaction that throws, and works on', async () => {
      const failing = database.transaction(async (tx) => {
        await put(tx, 'lost');
        throw new Error('no');
      });
      await assert.rejects(failing, /^Error: no$/);
      assert.equal(await has('lost'), false);
      await put(database.kysely, 'after');
      assert.equal(await has('after'), true);
    });

    it('lets commits and transactions take turns', async () => {
      const world = new World();
      world.opened = contractStore(database, opened.close);
      const client = await world.client();
      const results = await Promise.all([
        ...Array.from({ length: 20 }, (_, index) =>
          database.transaction(async (tx) => {
            await put(tx, `turn-${index}`);
            await put(tx, `turn-${index}-again`);
          }),
        ),
        ...Array.from({ length: 20 }, () =>
          world.keep([{ kind: 'device_code_issued', deviceCode: world.deviceCode(client) }], START),
        ),
      ]);
      assert.equal(results.length, 40);
      assert.equal(await has('turn-19-again'), true);
    });

    it('keeps milliseconds and counts as numbers', async () => {
      const row = { name: 'big', holder: 'x', expires_at: 1_800_000_000_123 };
      await database.kysely.insertInto('lease').values(row).execute();
      const found = await database.kysely.selectFrom('lease').selectAll().where('name', '=', 'big').execute();
      assert.deepEqual({ ...found[0] }, row);
    });

    it('answers a ping', async () => {
      await database.ping();
    });
  });
}

describe('a database that is not there', () => {
  it('is unavailable: PostgreSQL refusing connections — protocol.md G-9', async () => {
    const dsn = 'postgres://nobody@127.0.0.1:1/none';
    await assert.rejects(
      openDatabase({ driver: 'postgres', dsn, maxConnections: 1, queryTimeout: 500 }),
      StorageUnavailable,
    );
  });

  it('is unavailable: a file SQLite cannot open or that is no database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grantor-sqlite-'));
    try {
      const path = join(folder, 'not-a-database');
      writeFileSync(path, 'x'.repeat(4096));
      await assert.rejects(
        openDatabase({ driver: 'sqlite', path: join(folder, 'none', 'x') }),
        StorageUnavailable,
      );
      await assert.rejects(openDatabase({ driver: 'sqlite', path }), StorageUnavailable);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is unavailable: PostgreSQL that does not answer in time', async () => {
    const { database, close } = await openPostgres({ queryTimeout: 200 });
    try {
      await assert.rejects(sql`select pg_sleep(5)`.execute(database.kysely), StorageUnavailable);
      await database.ping();
    } finally {
      await close();
    }
  });
});

describe('SQLite', () => {
  it('makes commits that arrive together durable as one', async () => {
    const { database, close } = await openSqlite();
    const world = new World();
    world.opened = contractStore(database, close);
    try {
      const parties = await world.parties();
      const before = { ...database.counts };
      await Promise.all(
        Array.from({ length: 32 }, () =>
          world.keep([{ kind: 'family_started', family: world.family(parties) }]),
        ),
      );
      assert.equal(database.counts.commits - before.commits, 32);
      assert.equal(database.counts.transactions - before.transactions, 1);
    } finally {
      await close();
    }
  });

  it('notices statements that fail, without their values', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'grantor-sqlite-'));
    const events: StatementEvent[] = [];
    const watch = { slowerThan: 60_000, notice: (event: StatementEvent) => events.push(event) };
    const database = await openDatabase({ driver: 'sqlite', path: join(folder, 'grantor.db'), watch });
    try {
      const twice = { name: 'private', value: 'private' };
      await database.kysely.insertInto('secret_check').values(twice).execute();
      await assert.rejects(database.kysely.insertInto('secret_check').values(twice).execute());
      assert.equal(events.length, 1);
      assert.match(events[0]?.sql ?? '', /^insert into "secret_check"/);
      assert.doesNotMatch(JSON.stringify(events), /private/);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the SQLite file', () => {
  const fill = async ({ kysely }: Database) => {
    for (let row = 0; row < 100; row += 1) {
      await kysely
        .insertInto('secret_check')
        .values({ name: `row ${row}`, value: 'v'.repeat(20_000) })
        .execute();
    }
  };
  const whole = async ({ kysely }: Database): Promise<number> => {
    const pages = sql<{ whole: number }>`select page_count * page_size as whole
      from pragma_page_count, pragma_page_size`;
    return (await pages.execute(kysely)).rows[0]?.whole ?? 0;
  };

  it('is given back what deleted rows leave, where it is much, and keeps the others — security.md L-8', async () => {
    const { database, again, close } = await openSqlite();
    await fill(database);
    const full = await whole(database);
    await database.giveBack(1);
    assert.equal(await whole(database), full, 'nothing is free');
    await database.kysely.deleteFrom('secret_check').where('name', '!=', 'row 7').execute();
    await database.giveBack();
    assert.equal(await whole(database), full, 'it is not much');
    await database.giveBack(1);
    assert.ok((await whole(database)) < full / 2);
    await database.close();
    const reopened = await again();
    const kept = await reopened.kysely.selectFrom('secret_check').select('name').execute();
    assert.deepEqual(
      kept.map(({ name }) => name),
      ['row 7'],
    );
    await reopened.close();
    await close();
  });

  it('stays as it is while another process writes', async () => {
    const { database, again, close } = await openSqlite();
    await fill(database);
    await database.kysely.deleteFrom('secret_check').execute();
    const full = await whole(database);
    const other = await again();
    await other.transaction(async (tx) => {
      await tx.insertInto('secret_check').values({ name: 'theirs', value: 'v' }).execute();
      await database.giveBack(1);
    });
    assert.equal(await whole(database), full);
    await other.close();
    await close();
  });
});
