import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Kysely, sql } from 'kysely';
import { type Dialect, openDialect } from '../../src/database/dialect.ts';
import { migrate, migrations } from '../../src/database/migrations.ts';
import type { Schema } from '../../src/database/schema.ts';

const tables = ['opaque_token', 'authorization_code'] as const;

describe('codes and opaque tokens of an earlier schema on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-earlier-'));
  let dialect: Dialect;
  let kysely: Kysely<Schema>;
  before(async () => {
    dialect = await openDialect({ driver: 'sqlite', path: join(folder, 'grantor.db') });
    kysely = new Kysely<Schema>({ dialect: dialect.connection.kysely });
  });
  after(async () => {
    await kysely.destroy();
    await dialect.connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const rows = async (table: string) =>
    (await sql<object>`select * from ${sql.table(table)} order by hash`.execute(kysely)).rows;
  const indexes = async (table: string) =>
    (
      await sql<{ name: string }>`select name from pragma_index_list(${table}) order by name`.execute(kysely)
    ).rows.map(({ name }) => name);

  it('are all there once it is brought up to date, with every value and every index — operations.md Y-1', async () => {
    await migrate(
      kysely,
      dialect,
      migrations.filter(({ id }) => id < 38),
    );
    for (const table of tables) {
      const { rows: columns } = await sql<{ name: string; type: string }>`
        select name, type from pragma_table_info(${table})`.execute(kysely);
      for (const row of [1, 2, 3]) {
        const values = columns.map(({ name, type }, index) =>
          type === 'bigint' ? 1000 * row + index : `${name} of ${row}`,
        );
        await sql`insert into ${sql.table(table)} values (${sql.join(values)})`.execute(kysely);
      }
    }
    const earlier = await Promise.all(tables.map(rows));
    const theirs = await Promise.all(tables.map(indexes));
    await migrate(kysely, dialect);
    assert.deepEqual(await Promise.all(tables.map(rows)), earlier);
    const now = await Promise.all(tables.map(indexes));
    const lost = theirs.flatMap((names, place) =>
      names.filter((name) => !name.startsWith('sqlite_') && !now[place]?.includes(name)),
    );
    assert.deepEqual(lost, []);
  });
});
