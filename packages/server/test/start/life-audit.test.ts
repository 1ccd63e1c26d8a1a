import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { instant } from '@grantor/protocol';
import { loadConfiguration } from '../../src/config/load.ts';
import type { Database } from '../../src/database/database.ts';
import { cleanupChores } from '../../src/start/cleanup.ts';
import { createLifeAudit } from '../../src/start/life-audit.ts';
import { version } from '../../src/start/version.ts';
import { createAuditLog } from '../../src/telemetry/audit-log.ts';
import { auditRow } from '../../src/telemetry/audit-row.ts';
import { startServerProcess } from '../running-server.ts';
import { databases, type TestDatabase } from '../store/databases.ts';

describe('the life of a process, in the audit log', () => {
  it('has a row for each start and each stop — operations.md §5 INFO', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grantor-life-'));
    const origins: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const server = await startServerProcess({ folder });
      origins.push(server.origin);
      assert.equal(await server.stop(), 0);
    }
    const database = new DatabaseSync(join(folder, 'data', 'grantor.db'), { readOnly: true });
    const rows = database
      .prepare("select * from audit_event where event_type like 'SERVER%' order by id")
      .all();
    database.close();
    await rm(folder, { recursive: true });
    const of = (origin: string | undefined) => [
      { type: 'SERVER_STARTED', details: { version: version(), issuer: origin } },
      { type: 'SERVER_STOPPED', details: { outcome: 'drained' } },
    ];
    assert.deepEqual(
      rows.map((row) => ({ type: row['event_type'], details: JSON.parse(String(row['details'])) })),
      origins.flatMap(of),
    );
    for (const row of rows) {
      const { severity, resource_type, success, actor_ip } = row;
      assert.deepEqual([severity, resource_type, success, actor_ip], ['INFO', 'SYSTEM', 1, null]);
    }
  });

  it('stops neither a start nor a stop where it cannot be written', async () => {
    const failures: unknown[] = [];
    const away = { record: () => Promise.reject(new Error('away')) };
    const life = createLifeAudit({ audit: away, failed: (cause) => failures.push(cause) });
    life.started('https://auth.example');
    life.stopped('cut');
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(failures.length, 2);
  });
});

for (const { name, open } of databases) {
  describe(`a failed cleanup on ${name}`, () => {
    let opened: TestDatabase;
    before(async () => {
      opened = await open();
    });
    after(() => opened.close());

    it('is an audit event once, until one has succeeded — operations.md §5 ERROR', async () => {
      const { kysely } = opened.database;
      const clock = { now: () => instant(1_800_000_000_000) };
      const state = { away: true };
      const database: Database = Object.create(opened.database, {
        kysely: {
          get() {
            if (state.away) throw new Error('the disk is full');
            return kysely;
          },
        },
      });
      const audit = createAuditLog({
        database: { kysely, transaction: () => assert.fail() },
        now: clock.now,
        rows: 'keep',
        capacity: 10,
        log: () => assert.fail(),
      });
      const loaded = loadConfiguration({}, tmpdir());
      assert.ok(loaded.ok);
      const { configuration } = loaded;
      const chores = cleanupChores({ configuration, database, clock, audit });
      assert.deepEqual(
        chores.map((chore) => chore.name),
        ['cleanup', 'audit retention'],
      );
      const round = async (): Promise<void> => {
        for (const { work } of chores) {
          if (state.away) await assert.rejects(work(), /the disk is full/);
          else await work();
        }
      };
      const failed = async () => {
        await audit.flush();
        const rows = await kysely
          .selectFrom('audit_event')
          .selectAll()
          .where('event_type', '=', 'CLEANUP_FAILED')
          .execute();
        return rows.map((row) => `${row.severity} ${row.success} ${JSON.parse(row.details).chore}`).sort();
      };
      const once = ['ERROR 0 audit retention', 'ERROR 0 cleanup'];
      for (let count = 0; count < 3; count += 1) await round();
      assert.deepEqual(await failed(), once);
      state.away = false;
      await round();
      assert.deepEqual(await failed(), once);
      state.away = true;
      for (let count = 0; count < 3; count += 1) await round();
      assert.deepEqual(await failed(), [...once, ...once].sort());
    });
  });
}

for (const { name, open } of databases) {
  describe(`the audit log and its retention on ${name}`, () => {
    it('loses what is too old, in batches, and tells how much — operations.md D-7', async () => {
      const opened = await open();
      const { database } = opened;
      const at = 1_800_000_000_000;
      const clock = { now: () => instant(at) };
      const loaded = loadConfiguration({ AUDIT_LOG_RETENTION: '24h' }, tmpdir());
      assert.ok(loaded.ok);
      const audit = createAuditLog({
        ...{ database, now: clock.now, rows: 'keep', capacity: 10 },
        log: () => assert.fail(),
      });
      const event = { type: 'LOGOUT', actor: {}, resource: null, details: {}, error: null } as const;
      const rows = Array.from({ length: 1200 }, (_, index) =>
        auditRow(event, null, at - (index < 1100 ? 2 : 0.5) * 24 * 3_600_000),
      );
      for (let from = 0; from < rows.length; from += 200)
        await database.kysely
          .insertInto('audit_event')
          .values(rows.slice(from, from + 200))
          .execute();
      const chores = cleanupChores({ configuration: loaded.configuration, database, clock, audit });
      const retention = chores.find((chore) => chore.name === 'audit retention');
      for (let turn = 0; turn < 2; turn += 1) await retention?.work();
      const left = await database.kysely.selectFrom('audit_event').selectAll().execute();
      const purged = left.filter((row) => row.event_type === 'AUDIT_LOG_PURGED');
      assert.deepEqual(
        purged.map(({ severity, details }) => ({ severity, ...JSON.parse(details) })),
        [{ severity: 'INFO', rows: 1100 }],
      );
      assert.equal(left.length, 101);
      await opened.close();
    });
  });
}
