import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrate, migrations, SchemaMismatch } from '../../src/database/migrations.ts';
import { databases } from './databases.ts';

const second = {
  id: (migrations.at(-1)?.id ?? 0) + 1,
  statements: ['create table extra (id text primary key not null)'],
};

for (const { name, open } of databases) {
  describe(`migrations on ${name}`, () => {
    it('apply each once, however many processes start — operations.md Y-1', async () => {
      const { database, again, close } = await open();
      const known = [...migrations, second];
      const starters = await Promise.all(Array.from({ length: 10 }, again));
      try {
        await Promise.all(starters.map(({ kysely, dialect }) => migrate(kysely, dialect, known)));
        const applied = await database.kysely.selectFrom('migration').select('id').orderBy('id').execute();
        assert.deepEqual(
          applied.map(({ id }) => id),
          known.map(({ id }) => id),
        );
      } finally {
        await Promise.all(starters.map((starter) => starter.close()));
        await close();
      }
    });

    it('refuse a schema that a newer program wrote, and say which version is needed — operations.md Y-1', async () => {
      const { database, again, close } = await open();
      try {
        await migrate(database.kysely, database.dialect, [...migrations, second]);
        await assert.rejects(again(), (error) => {
          assert.ok(error instanceof SchemaMismatch);
          assert.match(error.message, new RegExp(`schema version ${second.id}.*newer version`));
          return true;
        });
      } finally {
        await close();
      }
    });

    it('refuse an edited migration, and say which version is needed — operations.md Y-1', async () => {
      const { database, close } = await open();
      const edited = migrations.map((migration) => ({ ...migration, statements: ['select 1'] }));
      try {
        await assert.rejects(migrate(database.kysely, database.dialect, edited), (error) => {
          assert.ok(error instanceof SchemaMismatch);
          assert.match(
            error.message,
            new RegExp(`start the version that wrote schema ${migrations.at(-1)?.id}$`),
          );
          return true;
        });
      } finally {
        await close();
      }
    });

    it('keep nothing of a migration that fails half way', async () => {
      const { database, close } = await open();
      const broken = { ...second, statements: [...second.statements, 'create nonsense'] };
      try {
        await assert.rejects(migrate(database.kysely, database.dialect, [...migrations, broken]));
        await migrate(database.kysely, database.dialect, [...migrations, second]);
      } finally {
        await close();
      }
    });
  });
}
