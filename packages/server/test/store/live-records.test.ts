import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Client, CommitResult, Fact } from '@grantor/engine';
import { exampleClient, exampleResource } from '@grantor/engine/testing';
import { type ClientId, clientId, instant } from '@grantor/protocol';
import { sql } from 'kysely';
import type { Database } from '../../src/database/database.ts';
import { createEngineStore, type EngineStore } from '../../src/store/engine-store.ts';
import { createLiveRecords } from '../../src/store/live-records.ts';
import { onceItCounts, type ReadingMode } from '../../src/store/reading.ts';
import { removeResource, upsertResource } from '../../src/store/resources.ts';
import { upsertClient } from '../../src/store/rows/client.ts';
import { databases, type TestDatabase } from './databases.ts';

const now = 1_800_000_000;
const policyTables = [
  'resource',
  'free_standing_scope',
  'details_type',
  'trusted_issuer',
  'exchange_rule',
  'credential_configuration',
];

for (const { name, open } of databases)
  describe(`records that another process changes, on ${name} — operations.md E-1, operations.md E-4`, () => {
    let opened: TestDatabase;
    let database: Database;
    /** That of a process which hears of nothing. */
    let store: EngineStore;
    before(async () => {
      opened = await open();
      database = opened.database;
      store = createEngineStore(database);
    });
    after(() => opened.close());

    const put = (client: Client): Promise<void> => upsertClient(database.kysely, client, now);
    const issued = (id: ClientId): Fact => ({ kind: 'client_token_issued', clientId: id, scope: [] });
    const commit = (...facts: Fact[]): Promise<CommitResult> =>
      store.commit({
        facts,
        at: instant(1_800_000_000_000),
        source: { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'POST', path: '/' },
      });
    const inReading = <Result>(mode: ReadingMode, work: () => Promise<Result>): Promise<Result> => {
      assert.ok(store.inOneReading);
      return store.inOneReading(mode, work);
    };
    const rowsOf = async (query: string): Promise<readonly Record<string, unknown>[]> =>
      (await sql.raw<Record<string, unknown>>(query).execute(database.kysely)).rows;
    const run = (statement: string): Promise<unknown> => sql.raw(statement).execute(database.kysely);
    const statementsOf = async (work: () => Promise<unknown>): Promise<number> => {
      const { statements } = database.counts;
      await work();
      return database.counts.statements - statements;
    };

    it('have another revision after each write, whoever writes', async () => {
      const seen = new Set<string>();
      const revisionIn = (table: string) =>
        table === 'policy_revision' ? sql.ref('revision') : database.dialect.revisionOf(table);
      const isAnother = async (table: string, what: string): Promise<void> => {
        const query = sql<{
          revision: string;
        }>`select ${revisionIn(table)} as revision from ${sql.table(table)}`;
        const [row] = (await query.execute(database.kysely)).rows;
        assert.ok(row !== undefined && row.revision !== '' && !seen.has(row.revision), what);
        seen.add(row.revision);
      };
      await put(exampleClient({ id: clientId('written') }));
      await isAnother('client', 'made');
      const columns = (await rowsOf(database.dialect.columnsSql)).filter(({ table }) => table === 'client');
      assert.ok(columns.length > 15);
      for (const { column } of columns.filter((each) => each['column'] !== 'revision')) {
        await run(`update client set ${column} = ${column}`);
        await isAnother('client', String(column));
      }
      await run(`delete from client`);
      await put(exampleClient({ id: clientId('written') }));
      await isAnother('client', 'made anew');
      await run(`delete from client`);

      await run(
        `insert into client_document (url, text, origin, fresh_until_ms) values ('u', '', 'live', 0)`,
      );
      await isAnother('client_document', 'document kept');
      await run(`update client_document set fresh_until_ms = 1`);
      await isAnother('client_document', 'document confirmed');

      const values: Record<string, string> = {
        resource: `(uri, settings, created_at, updated_at) values ('x', '{}', 0, 0)`,
        free_standing_scope: `(name, settings, created_at, updated_at) values ('x', '{}', 0, 0)`,
        details_type: `(id, title, labels, json_schema, created_at, updated_at) values ('x', '{}', '[]', '{}', 0, 0)`,
      };
      for (const table of policyTables) {
        const row = values[table] ?? `(id, settings, created_at, updated_at) values ('x', '{}', 0, 0)`;
        await run(`insert into ${table} ${row}`);
        await isAnother('policy_revision', `${table} made`);
        await run(`update ${table} set updated_at = updated_at`);
        await isAnother('policy_revision', `${table} changed`);
        await run(`delete from ${table}`);
        await isAnother('policy_revision', `${table} removed`);
      }
    });

    it('keep the revision of what is not committed', async () => {
      const before = await rowsOf('select revision from policy_revision');
      const undone = database.kysely.transaction().execute(async (tx) => {
        await upsertResource(tx, exampleResource({ uri: 'https://undone.example/' }), now);
        throw new Error('undone');
      });
      await assert.rejects(undone, /undone/);
      assert.deepEqual(await rowsOf('select revision from policy_revision'), before);
    });

    it('are read anew when they are used, and those that nobody knew', async () => {
      const client = exampleClient({ id: clientId('edited'), name: 'Before' });
      assert.equal(await store.findClient(client.id), null);
      for (let round = 0; round < 3; round += 1) {
        await put({ ...client, name: `Name ${round}` });
        assert.equal((await store.findClient(client.id))?.name, `Name ${round}`);
      }
      const same = await store.findClient(client.id);
      assert.equal(await store.findClient(client.id), same, 'remembered, and still so');
      await database.kysely.deleteFrom('client').where('id', '=', client.id).execute();
      assert.equal(await store.findClient(client.id), null);

      const resource = exampleResource({ uri: 'https://edited.example/' });
      const uris = async () => (await store.listResources()).map(({ uri }) => uri);
      assert.equal((await uris()).includes(resource.uri), false);
      await upsertResource(database.kysely, resource, now);
      assert.ok((await uris()).includes(resource.uri));
      await removeResource(database.kysely, resource.uri);
      assert.equal((await uris()).includes(resource.uri), false);
    });

    it('are read anew by all who use them at once, and few times', async () => {
      const client = exampleClient({ id: clientId('crowd'), name: 'Before' });
      await put(client);
      await store.findClient(client.id);
      await put({ ...client, name: 'After' });
      const spent = await statementsOf(async () => {
        const found = await Promise.all(Array.from({ length: 100 }, () => store.findClient(client.id)));
        assert.deepEqual([...new Set(found.map((each) => each?.name))], ['After']);
      });
      assert.ok(spent <= 5, `${spent} statements`);
    });

    it('give no token to clients that were deactivated', async () => {
      const client = exampleClient({ id: clientId('stale') });
      await put(client);
      assert.equal((await store.findClient(client.id))?.status, 'active');
      await put({ ...client, status: 'inactive' });
      assert.deepEqual(await commit(issued(client.id)), { ok: false, conflict: 'client_token_issued' });
      assert.equal((await store.findClient(client.id))?.status, 'inactive');
    });

    it('are asked for together while a question is under way, and each is told of itself', async () => {
      const { isActive } = createLiveRecords(database);
      const ids = Array.from({ length: 150 }, (_, index) => clientId(`many-${index}`));
      for (const [index, id] of ids.entries())
        await put(exampleClient({ id, status: index % 3 === 0 ? 'inactive' : 'active' }));
      const before = database.counts.statements;
      const answers = await Promise.all([...ids, ...ids, clientId('nobody')].map(isActive));
      assert.deepEqual(answers, [...ids, ...ids].map((_, index) => (index % 150) % 3 !== 0).concat(false));
      // The first alone, then as many as go into one
      assert.equal(database.counts.statements - before, 4);
    });

    describe('in one reading', () => {
      const client = exampleClient({ id: clientId('read'), name: 'Before' });
      const fresh = async (): Promise<void> => {
        await put(client);
        await store.findClient(client.id);
        await store.listResources();
      };

      it('are asked about once, with policies', async () => {
        await fresh();
        const spent = await statementsOf(() =>
          inReading('asked', async () => {
            await store.findClient(client.id);
            await store.listResources();
            await store.findClient(client.id);
            await commit(issued(client.id));
          }),
        );
        assert.equal(spent, 1);
      });

      it('are trusted, and asked about by what is read or written', async () => {
        await fresh();
        const used = async (): Promise<void> => {
          await store.findClient(client.id);
          await store.listResources();
        };
        assert.equal(await statementsOf(() => inReading('trusted', used)), 1, 'at the end');
        const refresh = () =>
          inReading('trusted', async () => {
            await used();
            await store.findFamilyForRefresh('none' as never);
          });
        assert.ok((await statementsOf(refresh)) <= 2);
        const written = () =>
          inReading('trusted', async () => {
            await used();
            await commit(issued(client.id));
          });
        assert.equal(await statementsOf(written), 1, 'before it writes');
      });

      it('begin a request again that trusted in another one, which has written and told nothing', async () => {
        for (const last of ['read', 'commit'] as const) {
          await fresh();
          await put({ ...client, name: 'After' });
          const seen: unknown[] = [];
          const told: unknown[] = [];
          const outcome = await inReading('trusted', async () => {
            const found = await store.findClient(client.id);
            seen.push(found?.name);
            onceItCounts(() => told.push(found?.name));
            return last === 'read' ? found?.name : (await commit({ ...issued(client.id) })).ok;
          });
          assert.deepEqual(seen, ['Before', 'After']);
          assert.deepEqual(told, ['After']);
          assert.equal(outcome, last === 'read' ? 'After' : true);
        }
      });

      it('begin it again where it failed by it', async () => {
        await fresh();
        await put({ ...client, name: 'After' });
        const name = await inReading('trusted', async () => {
          const found = await store.findClient(client.id);
          if (found?.name === 'Before') throw new Error('of another');
          return found?.name;
        });
        assert.equal(name, 'After');
        const failing = inReading('trusted', async () => {
          await store.findClient(client.id);
          throw new Error('of its own');
        });
        await assert.rejects(failing, /of its own/);
      });

      it('begin nothing again that has written', async () => {
        await fresh();
        let times = 0;
        await inReading('trusted', async () => {
          times += 1;
          await store.findClient(client.id);
          assert.deepEqual(await commit(issued(client.id)), { ok: true });
          await put({ ...client, name: 'After' });
          await store.findClient(client.id);
        });
        assert.equal(times, 1);
      });

      it('are recalled without a question', async () => {
        await fresh();
        await put({ ...client, name: 'After' });
        const spent = await statementsOf(() =>
          inReading('recalled', async () => {
            assert.equal((await store.findClient(client.id))?.name, 'Before');
          }),
        );
        assert.equal(spent, 0);
      });
    });
  });
