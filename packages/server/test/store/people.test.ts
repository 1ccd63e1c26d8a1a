import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { migration0011 } from '../../src/database/migrations/0011-people.ts';
import { inDialect } from '../../src/database/migrations.ts';
import { listPeople } from '../../src/store/people.ts';
import { addUser } from '../accounts/world.ts';
import { databases, type TestDatabase } from './databases.ts';

for (const { name, open } of databases) {
  describe(`the list of people on ${name}`, () => {
    let opened: TestDatabase;
    before(async () => {
      opened = await open();
      const { database } = opened;
      for (const [username, fullName] of [
        ['ada', 'Ada Lovelace'],
        ['adam', 'Örjan Åkesson'],
        ['a_a', undefined],
        ['zoe', 'ada'],
      ] as const) {
        const claims = fullName === undefined ? {} : { name: fullName };
        await addUser(database, { id: `id-${username}`, username, email: `${username}@x.example`, claims });
      }
    });
    after(() => opened.close());

    const found = async (
      search: string,
      direction: 'asc' | 'desc' = 'asc',
      range = { limit: 10, offset: 0 },
    ) => {
      const listed = await listPeople(
        opened.database,
        { search },
        { order: { by: 'username', direction }, range },
      );
      return { names: listed.rows.map(({ user }) => user.username), total: listed.total };
    };

    it('is searched by the beginning of what people are called, in any case, wildcards as they are — product.md A-2, security.md I-5', async () => {
      assert.deepEqual((await found('ADA')).names, ['ada', 'adam', 'zoe']);
      assert.deepEqual((await found('öRJ')).names, ['adam']);
      assert.deepEqual((await found('a_')).names, ['a_a']);
      assert.deepEqual((await found('%')).names, []);
      assert.deepEqual((await found('id-z')).names, ['zoe']);
      assert.deepEqual((await found('adam@x')).names, ['adam']);
    });

    it('has pages, counted as a whole', async () => {
      assert.deepEqual(await found('ad', 'desc', { limit: 2, offset: 1 }), {
        names: ['adam', 'ada'],
        total: { count: 3, exact: true },
      });
    });
  });

  describe(`people of an earlier schema on ${name}`, () => {
    it('are found by their full name once it is brought up to date — operations.md Y-1', async () => {
      const { database, close } = await open();
      try {
        await addUser(database, { id: 'early', username: 'early', claims: { name: 'Grace Hopper' } });
        const fill = migration0011.statements.find((statement) => statement.startsWith('update')) ?? '';
        await sql`update user_account set name_folded = null`.execute(database.kysely);
        await sql.raw(inDialect(fill, database.dialect)).execute(database.kysely);
        const order = { by: 'username', direction: 'asc' } as const;
        const range = { limit: 1, offset: 0 };
        const { rows } = await listPeople(database, { search: 'grace' }, { order, range });
        assert.equal(rows.length, 1);
      } finally {
        await close();
      }
    });
  });
}
