/** PostgreSQL far away, slow to answer, or full. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { robot } from '../management/world.ts';
import { logLines, until } from '../operations/program.ts';
import { type PostgresDatabase, postgresDatabase } from '../postgres.ts';
import { type Person, post, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { openWay, type Way } from '../way.ts';
import { createBalancer } from './balancer.ts';
import { bootstrap, everything } from './flows.ts';

type Led = Pick<Way, 'url' | 'close'>;

/** A server on a database of its own that is reached by some way. */
function serverBy<Kind extends Led>(
  open: (dsn: string) => Promise<Kind>,
  settings: Record<string, string> = {},
) {
  let database: PostgresDatabase;
  let operator: pg.Client;
  let way: Kind;
  let server: TestServer;
  before(async () => {
    database = await postgresDatabase();
    way = await open(database.dsn);
    const environment = { DATABASE_DRIVER: 'postgres', DATABASE_DSN: way.url, ...settings };
    server = await startTestServer({ bootstrap, environment });
    operator = new pg.Client({ connectionString: database.dsn });
    await operator.connect();
  });
  after(async () => {
    await server?.stop();
    await operator?.end();
    way?.close();
    await database?.close();
  });
  return {
    get server() {
      return server;
    },
    get operator() {
      return operator;
    },
    get way() {
      return way;
    },
  };
}

const errorsOf = ({ logged }: TestServer) =>
  logLines(logged.join('\n')).filter(({ level, status }) => level === 'error' || Number(status) >= 500);

describe('a slow way to PostgreSQL', { timeout: 120_000 }, () => {
  const world = serverBy(openWay);

  it('makes everything slower and nothing fail — operations.md §11 database down', async () => {
    const { server, way } = world;
    way.slow(80);
    const place = { balancer: createBalancer([server.origin]), publicOrigin: server.origin };
    await everything(place);
    assert.equal((await fetch(`${server.origin}/readyz`)).status, 200);
    assert.deepEqual(errorsOf(server), []);
  });
});

const asIs = async (url: string): Promise<Led> => ({ url, close() {} });
const unavailable = [503, 'temporarily_unavailable'] as const;

describe('a statement that takes too long', { timeout: 60_000 }, () => {
  const world = serverBy(asIs, { DB_QUERY_TIMEOUT: '500ms' });

  it('is ended by the database, has done nothing, and holds no connection — operations.md §11 database down', async () => {
    const { server, operator } = world;
    const person = await signIn(server.origin);
    const { refresh_token: token } = await person.tokens();
    const refresh = { grant_type: 'refresh_token', refresh_token: String(token) };
    await operator.query('begin');
    await operator.query('select 1 from family for update');
    const { status, body } = await post(server.origin, '/oauth/token', refresh);
    assert.deepEqual([status, body['error']], unavailable);
    // Not only nobody here waits for it: it waits there no more
    const { rows } = await operator.query(
      `select 1 from pg_stat_activity where application_name = 'grantor'
        and datname = current_database() and wait_event_type = 'Lock'`,
    );
    assert.deepEqual(rows, []);
    await operator.query('rollback');
    const again = await post(server.origin, '/oauth/token', refresh);
    assert.equal(again.status, 200);
    const next = { ...refresh, refresh_token: String(again.body['refresh_token']) };
    assert.equal((await post(server.origin, '/oauth/token', next)).status, 200);
  });
});

describe('a PostgreSQL whose disk is full', { timeout: 60_000 }, () => {
  const world = serverBy(asIs);

  it('takes no writes until there is room, and is read — operations.md §11 database down', async () => {
    const { server, operator } = world;
    const person = await signIn(server.origin);
    const { access_token: token, refresh_token: current } = await person.tokens();
    const refresh = { grant_type: 'refresh_token', refresh_token: String(current) };
    // As PostgreSQL says it: Appendix A, disk_full
    await operator.query(`create function full_disk() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`);
    await operator.query(
      'create trigger full_disk before insert or update on family for each statement execute function full_disk()',
    );
    const { status, body } = await post(server.origin, '/oauth/token', refresh);
    assert.deepEqual([status, body['error']], unavailable);
    const seen = await post(server.origin, '/oauth/introspect', { token: String(token) });
    assert.deepEqual([seen.status, seen.body['active']], [200, true]);
    await operator.query('drop trigger full_disk on family');
    assert.equal((await post(server.origin, '/oauth/token', refresh)).status, 200);
  });
});

describe('a transaction of several statements whose COMMIT is not heard of', { timeout: 60_000 }, () => {
  const world = serverBy(openWay, { DB_QUERY_TIMEOUT: '5s' });
  let person: Person;
  before(async () => {
    person = await signIn(world.server.origin);
  });

  it('is answered 503, is done once, and says so when it is repeated — operations.md §11 connection lost during COMMIT', async () => {
    const { server, operator, way } = world;
    await person.tokens(); // the server is warm
    const answer = await fetch(`${server.origin}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: robot.client_id,
        client_secret: robot.client_secret,
        resource: `${server.origin}/api/v1`,
        scope: 'grantor:admin',
      }),
    });
    const { access_token: token } = (await answer.json()) as Record<string, string>;
    const deactivate = () =>
      fetch(`${server.origin}/api/v1/clients/asked/deactivate`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
    way.loseAnswers(/^Q[\s\S]{4}commit/i);
    await until('no old connection', () => {
      const { idle, busy } = server.running.database.connection.pool?.() ?? { idle: 1, busy: 1 };
      return idle + busy === 0;
    });
    const unheard = await deactivate();
    assert.equal(unheard.status, 503, await unheard.text());
    assert.ok(way.losses() > 0);
    way.mend();
    const { rows: clients } = await operator.query("select status, version from client where id = 'asked'");
    const [{ status, version }] = clients;
    assert.equal(status, 'inactive', 'done, though nobody heard of it');
    const repeated = await deactivate();
    assert.equal(repeated.status, 409, await repeated.text());
    const { rows: after } = await operator.query("select status, version from client where id = 'asked'");
    assert.deepEqual(after, [{ status, version }]);
    const { rows: told } = await operator.query(
      "select 1 from audit_event where event_type = 'CLIENT_UPDATED' and resource_id = 'asked'",
    );
    assert.equal(told.length, 1);
  });
});
