import { strict as assert } from 'node:assert';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openDatabase } from '../../src/database/database.ts';
import {
  type AuditFilter,
  countAuditEvents,
  eachAuditEvent,
  listAuditEvents,
} from '../../src/store/audit-events.ts';
import { auditRow } from '../../src/telemetry/audit-row.ts';
import { databases, type TestDatabase } from './databases.ts';

const start = 1_795_000_000_000;

const newest = (limit: number) => ({ limit, after: undefined });

const source = (address: string) => ({
  ...{ address, userAgent: null, requestId: 'r', method: 'GET', path: '/' },
});

/** Every third failed, of a person each, one a second. */
const row = (index: number) => {
  const failed = index % 3 === 0;
  const actor = {
    userId: `u${index % 5}`,
    username: ['maria', 'marius', 'ma_a', 'ma%a', 'olga'][index % 5] ?? '',
  };
  const details = { method: 'password' };
  const resource = { id: `u${index % 5}`, name: actor.username };
  return auditRow(
    failed
      ? { type: 'AUTHENTICATION_FAILURE', actor, resource, details, error: 'sign-in refused' }
      : { type: 'AUTHENTICATION_SUCCESS', actor, resource, details, error: null },
    source(`192.0.2.${index % 2}`),
    start + index * 1000,
  );
};

for (const { name, open } of databases) {
  describe(`the audit log on ${name}`, () => {
    let opened: TestDatabase;
    before(async () => {
      opened = await open();
      const rows = Array.from({ length: 600 }, (_, index) => row(index));
      for (const at of [0, 300])
        await opened.database.kysely
          .insertInto('audit_event')
          .values(rows.slice(at, at + 300))
          .execute();
    });
    after(() => opened.close());

    const found = async (filter: AuditFilter): Promise<number> =>
      (await countAuditEvents(opened.database, filter)).count;

    it('is listed newest first, a page at a time — product.md A-2', async () => {
      const { rows, total } = await listAuditEvents(opened.database, {}, { limit: 3, offset: 1 });
      assert.deepEqual(
        rows.map((shown) => Number(shown.event_at_ms)),
        [598, 597, 596].map((index) => start + index * 1000),
      );
      assert.deepEqual(total, { count: 600, exact: true });
    });

    it('is filtered by each of its columns — operations.md D-5', async () => {
      assert.equal(await found({ success: false }), 200);
      assert.equal(await found({ success: true }), 400);
      assert.equal(await found({ severity: 'WARNING' }), 200);
      assert.equal(await found({ severity: 'INFO' }), 400);
      assert.equal(await found({ eventTypes: ['AUTHENTICATION_SUCCESS'], actorUserId: 'u1' }), 80);
      assert.equal(await found({ resourceId: 'u2' }), 120);
      assert.equal(await found({ eventTypes: [] }), 0);
      assert.equal(await found({ actorIp: '192.0.2.1' }), 300);
      assert.equal(await found({ from: start + 590_000 }), 10);
      assert.equal(await found({ before: start + 10_000 }), 10);
    });

    const searched = (text: string, ...eventTypes: readonly string[]): Promise<number> =>
      found({ search: { text, eventTypes } });

    it('is searched by how a name begins, and nothing in it is a wildcard — security.md I-5', async () => {
      assert.equal(await searched('mari'), 240);
      assert.equal(await searched('MARIA'), 120);
      assert.equal(await searched('ma_'), 120);
      assert.equal(await searched('ma%'), 120);
      assert.equal(await searched('authentication_f', 'AUTHENTICATION_FAILURE'), 200);
      assert.equal(await searched("'"), 0);
      assert.equal(await searched('\\'), 0);
    });

    it('looks for what is left of a filter, and for a search of many names, in its newest — operations.md D-5', async () => {
      assert.equal(await found({ severity: 'INFO', actorIp: '192.0.2.1', actorUserId: 'u1' }), 40);
      assert.equal(await found({ success: true, eventTypes: ['AUTHENTICATION_FAILURE'] }), 0);
      assert.equal(
        await found({ search: { text: 'ma', eventTypes: [] }, success: false, from: start + 300_000 }),
        80,
      );
      const read: string[] = [];
      const filter = { eventTypes: ['AUTHENTICATION_FAILURE', 'LOGOUT'], actorIp: '192.0.2.0' };
      for await (const { id } of eachAuditEvent(opened.database, filter, newest(1000))) read.push(id);
      assert.equal(new Set(read).size, 100);
    });

    it('is read in batches that leave nothing out and repeat nothing', async () => {
      const ids = new Set<string>();
      for await (const { id } of eachAuditEvent(opened.database, {}, newest(100_000))) ids.add(id);
      assert.equal(ids.size, 600);
      let taken = 0;
      for await (const _ of eachAuditEvent(opened.database, {}, newest(510))) taken += 1;
      assert.equal(taken, 510);
    });
  });
}

describe('the filters of the audit log', () => {
  it('are each answered by an index — product.md §17', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'grantor-plans-')), 'grantor.db');
    const statements: string[] = [];
    const database = await openDatabase({
      ...{ driver: 'sqlite', path },
      watch: { slowerThan: 0, notice: (event) => statements.push(event.sql) },
    });
    const filters: readonly AuditFilter[] = [
      {},
      { severity: 'CRITICAL' },
      { success: false },
      { eventTypes: ['LOGOUT'] },
      { eventTypes: ['LOGOUT', 'USER_CREATED'], success: false },
      { severity: 'INFO', actorIp: '192.0.2.1' },
      { actorUserId: 'u' },
      { resourceId: 'u' },
      { search: { text: 'mar', eventTypes: ['LOGOUT'] } },
    ];
    for (const filter of filters) await listAuditEvents(database, filter, { limit: 20, offset: 0 });
    const plans: string[] = [];
    for (const text of statements.filter((each) => /^(select|with)\b.*audit_event/s.test(each))) {
      const { rows } = await sql<{
        detail: string;
      }>`explain query plan ${sql.raw(text.replaceAll('?', 'null'))}`.execute(database.kysely);
      plans.push(...rows.map(({ detail }) => detail));
    }
    await database.close();
    assert.ok(plans.length >= filters.length * 2);
    assert.deepEqual(
      plans.filter((step) => /^SCAN audit_event(?! USING)/.test(step)),
      [],
    );
  });
});
