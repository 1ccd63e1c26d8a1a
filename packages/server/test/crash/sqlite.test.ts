import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crash } from './crash.ts';

crash('SQLite', {}, (folder) => {
  const database = new DatabaseSync(join(folder, 'data', 'grantor.db'));
  const [row] = database.prepare('pragma integrity_check').all();
  assert.equal(row?.['integrity_check'], 'ok');
  database.close();
});
