import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { sqliteUsers } from '../../src/users/sqlite.ts';
import { storeContract } from './store-contract.ts';

storeContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'grantor-users-'));
  const [own, other] = [0, 1].map(() => new DatabaseSync(join(folder, 'users.db'), { timeout: 5000 }));
  assert.ok(own && other);
  return {
    run: async (sql) => own.prepare(sql).all() as Record<string, unknown>[],
    store: (options) => sqliteUsers(own, options),
    again: () => sqliteUsers(other),
    close: async () => {
      own.close();
      other.close();
      rmSync(folder, { recursive: true });
    },
  };
});

it('names a table of SQLite without a schema', () => {
  assert.throws(() => sqliteUsers(new DatabaseSync(':memory:'), { table: 'main.users' }), /without a schema/);
});
