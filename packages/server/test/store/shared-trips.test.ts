import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { World } from '@grantor/engine/testing';
import pg from 'pg';
import { type Database, openDatabase, StorageUnavailable } from '../../src/database/database.ts';
import { type Call, SharedTrips } from '../../src/database/shared-trips.ts';
import { guarded, prepareInsert, prepareQuery, prepareWrite } from '../../src/database/statement.ts';
import { until } from '../operations/program.ts';
import { type PostgresDatabase, postgresDatabase } from '../postgres.ts';
import { openWay, type Way } from '../way.ts';
import { contractStore } from './seeds.ts';

describe('calls that share trips', () => {
  type Sent = { readonly names: readonly string[]; arrive(): void; fail(failure: Error): void };

  /** Trips whose arrival the test decides on; each statement answers its text. */
  function harness({ mayGoAlone = true } = {}) {
    const sent: Sent[] = [];
    const alone: string[] = [];
    const trips = new SharedTrips({
      send: (statements) =>
        new Promise((resolve, reject) => {
          const answers = statements.map(({ sql }) => ({ rows: [{ sql }], rowCount: 1, command: 'SELECT' }));
          const names = statements.map(({ sql }) => sql);
          sent.push({ names, arrive: () => resolve(answers), fail: reject });
        }),
      mayGoAlone: () => mayGoAlone,
    });
    const call = (...names: string[]): Call<string> => ({
      statements: names.map((sql) => ({ name: undefined, sql, parameters: [] })),
      answer: (answers) => answers.map(({ rows }) => rows[0]?.['sql']).join('+'),
      alone: async () => {
        alone.push(names.join('+'));
        return `${names.join('+')} alone`;
      },
    });
    return { sent, alone, take: (...names: string[]) => trips.take(call(...names)) };
  }

  const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);

  it('are each told of their own statements, in one trip', async () => {
    const { sent, take } = harness();
    const answers = Promise.all([take('a'), take('b', 'c'), take('d')]);
    await turn();
    assert.deepEqual(
      sent.map(({ names }) => names),
      [['a', 'b', 'c', 'd']],
    );
    sent[0]?.arrive();
    assert.deepEqual(await answers, ['a', 'b+c', 'd']);
  });

  it('wait for a trip that begins after they asked, of which two are under way and none has more than 64', async () => {
    const { sent, take } = harness();
    const all = Promise.all(numbered(300).map((name) => take(name)));
    await until('two trips', async () => sent.length === 2);
    const late = Promise.all([take('late'), take('later')]);
    await turn();
    assert.deepEqual(
      sent.map(({ names }) => names.length),
      [64, 64],
      'nothing more until one arrives',
    );
    for (let index = 0; index < 5; index += 1) {
      await until('a trip', async () => sent.length > index);
      sent[index]?.arrive();
    }
    assert.deepEqual(await all, numbered(300));
    assert.deepEqual(await late, ['late', 'later']);
    assert.deepEqual(
      sent.map(({ names }) => names.length),
      [64, 64, 64, 64, 46],
    );
  });

  it('go without company where there is none, or where it failed', async () => {
    const { sent, alone, take } = harness();
    assert.equal(await take('only'), 'only alone');
    const both = Promise.all([take('a'), take('b')]);
    await turn();
    sent[0]?.fail(new Error('one of them'));
    assert.deepEqual(await both, ['a alone', 'b alone']);
    assert.deepEqual([sent.length, alone], [1, ['only', 'a', 'b']]);
  });

  it('fail together where nobody knows what became of them', async () => {
    const { sent, alone, take } = harness({ mayGoAlone: false });
    const both = Promise.allSettled([take('a'), take('b')]);
    await turn();
    const failure = new Error('lost');
    sent[0]?.fail(failure);
    assert.deepEqual(await both, [
      { status: 'rejected', reason: failure },
      { status: 'rejected', reason: failure },
    ]);
    assert.deepEqual(alone, []);
  });

  it('do not wait for those that take long', async () => {
    const { sent, take } = harness();
    for (const slow of ['a', 'b']) {
      void take(slow, '1');
      void take(slow, '2');
      await until('a trip', async () => sent.at(-1)?.names[0] === slow);
    }
    const third = Promise.all([take('c'), take('d')]);
    await until('a third trip, while two are under way', async () => sent.length === 3);
    sent[2]?.arrive();
    assert.deepEqual(await third, ['c', 'd']);
  });
});

describe('commits and reads that reach PostgreSQL together', () => {
  let server: PostgresDatabase;
  let way: Way;
  let database: Database;
  let operator: pg.Client;
  const world = new World();
  before(async () => {
    server = await postgresDatabase();
    way = await openWay(server.dsn);
    database = await openDatabase({
      driver: 'postgres',
      ...{ dsn: way.url, maxConnections: 10, queryTimeout: 5000 },
    });
    world.opened = contractStore(database, async () => {});
    operator = new pg.Client({ connectionString: server.dsn });
    await operator.connect();
  });
  after(async () => {
    await operator.end();
    await database.close();
    way.close();
    await server.close();
  });

  const put = (name: string, value = 'v') =>
    database.connection.commit([prepareInsert(database, 'secret_check')({ name, value }, {})]);
  const stored = async (...names: string[]): Promise<readonly string[]> => {
    const { rows } = await operator.query(
      'select name from secret_check where name = any($1) order by name collate "C"',
      [names],
    );
    return rows.map(({ name }) => name);
  };
  const started = async () => {
    const family = world.family(await world.parties());
    await world.keep([{ kind: 'family_started', family }]);
    return family;
  };
  const revocation = ({ id: familyId, clientId, userId }: Awaited<ReturnType<typeof started>>) =>
    world.commit([
      {
        kind: 'family_revoked',
        ...{ familyId, clientId, userId, reason: 'security', cause: 'refresh_reuse' },
      },
    ]);

  it('are durable by one transaction, and each is counted', async () => {
    const before = { ...database.counts };
    await Promise.all(['a', 'b', 'c'].map((name) => put(name)));
    const { statements, commits, transactions } = database.counts;
    assert.deepEqual(
      [statements - before.statements, commits - before.commits, transactions - before.transactions],
      [3, 3, 1],
    );
    assert.deepEqual(await stored('a', 'b', 'c'), ['a', 'b', 'c']);
  });

  it('do not fail with a neighbour whose row is refused', async () => {
    const results = await Promise.allSettled([put('first'), put('poisoned', 'a\0b'), put('last')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await stored('first', 'poisoned', 'last'), ['first', 'last']);
  });

  it('have one winner where two claim one row — security.md R-1', async () => {
    const parties = await world.parties();
    for (let round = 0; round < 10; round += 1) {
      const code = world.code(parties);
      await world.keep([{ kind: 'code_issued', code }]);
      const before = database.counts.transactions;
      const claims = await Promise.all(
        Array.from({ length: 8 }, () =>
          world.commit([
            { kind: 'code_redeemed', code, issued: [] },
            { kind: 'family_started', family: world.family(parties) },
          ]),
        ),
      );
      assert.equal(claims.filter(({ ok }) => ok).length, 1);
      assert.equal(database.counts.transactions - before, 1, 'they travelled together');
    }
  });

  it('show every reader a revocation that was answered, whatever is being read', async () => {
    for (let round = 0; round < 20; round += 1) {
      const family = await started();
      const key = family.refresh?.keyHash ?? assert.fail();
      const find = () => world.store.findFamilyForRefresh(key);
      const around = Array.from({ length: 5 }, find);
      const [revoked, ...others] = await Promise.all([
        revocation(family).then(find),
        ...around,
        ...Array.from({ length: 5 }, find),
      ]);
      assert.ok(revoked?.family.revokedAt);
      assert.equal(others.length, 10);
    }
  });

  it('do not wait for a row that somebody else holds', async () => {
    const [held, free] = [await started(), await started()];
    await operator.query('begin');
    await operator.query('select 1 from family where id = $1 for update', [held.id]);
    let isHeldRevoked = false;
    const revoking = revocation(held).then((result) => {
      isHeldRevoked = true;
      return result;
    });
    assert.deepEqual(await revocation(free), { ok: true });
    assert.equal(isHeldRevoked, false);
    await operator.query('rollback');
    assert.deepEqual(await revoking, { ok: true });
  });

  it('are all unheard of when their connection is lost during the commit, and none is repeated — operations.md §11', async () => {
    const losses = way.losses();
    way.loseAnswers(/insert into "secret_check"/);
    await until('no old connection', async () => {
      const { idle, busy } = database.connection.pool?.() ?? { idle: 1, busy: 1 };
      return idle + busy === 0;
    });
    const results = await Promise.allSettled(['lost', 'lost too'].map((name) => put(name)));
    way.mend();
    for (const result of results)
      assert.ok(result.status === 'rejected' && result.reason instanceof StorageUnavailable);
    assert.equal(way.losses(), losses + 1, 'one answer to both');
    assert.deepEqual(await stored('lost', 'lost too'), ['lost', 'lost too']);
  });

  it('are read again where the connection was lost', async () => {
    const read = prepareQuery<{ name: string }, { value: string }>(database, (kysely, { name }) =>
      kysely.selectFrom('secret_check').select('value').where('name', '=', name),
    );
    await Promise.all([put('x', '1'), put('y', '2')]);
    await operator.query('begin');
    await operator.query('lock table secret_check');
    const reading = Promise.all(['x', 'y'].map((name) => read({ name })));
    await until('it waits', async () => {
      const { rows } = await operator.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
      return rows.length > 0;
    });
    way.cut();
    way.mend();
    await operator.query('rollback');
    assert.deepEqual(await reading, [[{ value: '1' }], [{ value: '2' }]]);
  });

  it('read and write tables that have more columns since they were prepared — operations.md Y-1', async () => {
    const touch = prepareWrite<{ name: string; value: string }>(database, (kysely, { name, value }) =>
      kysely.updateTable('secret_check').set({ value }).where('name', '=', name).returningAll(),
    );
    const names = ['grown', 'grown too'];
    const values = async (value: string) => {
      const outcomes = await Promise.all(
        names.map((name) => database.connection.commit([touch({ name, value })])),
      );
      return outcomes.map((outcome) => outcome.kind === 'committed' && outcome.rows[0]?.['value']);
    };
    /** On a connection of its own. */
    const apart = () =>
      database.connection.commit(names.map((name) => guarded(touch({ name, value: 'before' }))));
    await Promise.all(names.map((name) => put(name)));
    await Promise.all(Array.from({ length: 10 }, apart));
    assert.equal(database.connection.pool?.().idle, 10);
    await operator.query('alter table secret_check add column more text');
    assert.deepEqual(await values('after'), ['after', 'after']);
  });
});
