import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StorageUnavailable } from '../../src/database/database.ts';
import { LogSync } from '../../src/database/log-sync.ts';

describe('the sync of the SQLite log', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grantor-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('resolves for all who wait', async () => {
    const path = join(folder, 'whole.db');
    await writeFile(`${path}-wal`, 'frames');
    const log = new LogSync(path);
    await Promise.all(Array.from({ length: 50 }, () => log.durable()));
    assert.doesNotThrow(() => log.check());
    log.close();
  });

  it('refuses for good once it has failed, also those who came meanwhile — decision 0005', async () => {
    const path = join(folder, 'lost.db');
    const log = new LogSync(path);
    const outcomes = await Promise.allSettled(Array.from({ length: 3 }, () => log.durable()));
    for (const outcome of outcomes) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof StorageUnavailable);
    }
    await writeFile(`${path}-wal`, 'back again');
    await assert.rejects(log.durable(), StorageUnavailable);
    assert.throws(() => log.check(), StorageUnavailable);
    log.close();
  });
});
