import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@grantor/protocol';
import { type PostgresDatabase, postgresDatabase } from '../postgres.ts';
import {
  fixtures,
  hiddenFields,
  type Person,
  password,
  post,
  redemption,
  secret,
  signIn,
} from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { openWay, type Way } from '../way.ts';
import { until } from './program.ts';

const basic = `Basic ${Buffer.from(`web:${secret}`).toString('base64')}`;

const credentials = { grant_type: 'client_credentials', scope: 'read' };

const tokenRequest = (origin: string, fields: Record<string, string>) =>
  fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic },
    body: new URLSearchParams(fields),
  });

async function assertUnavailable(response: Response): Promise<void> {
  const body = await response.text();
  assert.equal(response.status, 503, body);
  assert.ok(Number(response.headers.get('retry-after')) >= 1);
  assert.ok(response.headers.get('x-request-id'));
  assert.equal(JSON.parse(body).error, 'temporarily_unavailable');
  assert.doesNotMatch(body, /select|insert|SQL|\.ts|ECONN/);
}

const statuses = (origin: string, paths: readonly string[]) =>
  Promise.all(paths.map(async (path) => [path, (await fetch(origin + path)).status]));

const undisturbed = ['/livez', '/.well-known/openid-configuration', '/.well-known/jwks.json'];

describe('while PostgreSQL is away', () => {
  let database: PostgresDatabase;
  let way: Way;
  let server: TestServer;
  let person: Person;
  let tokens: Record<string, unknown>;
  before(async () => {
    database = await postgresDatabase();
    way = await openWay(database.dsn);
    const environment = { DATABASE_DRIVER: 'postgres', DATABASE_DSN: way.url, DB_QUERY_TIMEOUT: '2s' };
    server = await startTestServer({ bootstrap: fixtures, environment });
    person = await signIn(server.origin);
    tokens = await person.tokens();
    way.cut();
  });
  after(async () => {
    await server.stop();
    way.close();
    await database.close();
  });

  it('programs are told when to come back — protocol.md G-9', async () => {
    const { origin } = server;
    const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) };
    await assertUnavailable(await tokenRequest(origin, refresh));
    const authorization = `Bearer ${tokens['access_token']}`;
    await assertUnavailable(await fetch(`${origin}/oauth/userinfo`, { headers: { authorization } }));
    for (const path of ['/oauth/introspect', '/oauth/revoke'])
      await assertUnavailable(
        await fetch(origin + path, {
          method: 'POST',
          headers: { authorization: basic },
          body: new URLSearchParams({ token: String(tokens['refresh_token']) }),
        }),
      );
  });

  it('people get a page that says so — protocol.md G-9', async () => {
    for (const path of ['/account', '/device', '/oauth/authorize?client_id=unknown']) {
      const { response, page } = await person.get(path);
      assert.equal(response.status, 503, path);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      assert.ok(Number(response.headers.get('retry-after')) >= 1);
      assert.ok(page.includes(response.headers.get('x-request-id') ?? 'none'));
      // Nothing that a nonce could be by chance
      assert.doesNotMatch(page, /ECONNREFUSED|PostgreSQL|SQLSTATE|\.ts:/);
    }
  });

  it('the process lives, is not ready, and still shows its documents — operations.md §11 database down, B-8', async () => {
    assert.deepEqual(
      await statuses(server.origin, undisturbed),
      undisturbed.map((path) => [path, 200]),
    );
    assert.deepEqual(await statuses(server.origin, ['/readyz', '/health']), [
      ['/readyz', 503],
      ['/health', 503],
    ]);
    const health = await (await fetch(`${server.origin}/health`)).json();
    assert.deepEqual(health, { status: 'unhealthy', database: 'disconnected' });
  });

  it('nothing is lost: all works when it is back, without a restart — operations.md §11 database down', async () => {
    way.mend();
    await until('ready', async () => (await fetch(`${server.origin}/readyz`)).status === 200);
    const refresh = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) };
    assert.equal((await tokenRequest(server.origin, refresh)).status, 200);
    assert.equal((await post(server.origin, '/oauth/token', redemption(await person.code()))).status, 200);
    await signIn(server.origin);
  });

  it('a stop still ends, and drains', async () => {
    const environment = {
      DATABASE_DRIVER: 'postgres',
      DATABASE_DSN: way.url,
      DATA_DIR: join(server.folder, 'data'),
    };
    const other = await startTestServer({ bootstrap: fixtures, environment });
    await signIn(other.origin);
    way.cut();
    assert.equal(await other.running.stop(), 'drained');
    way.mend();
  });
});

describe('a connection to PostgreSQL that is lost during COMMIT', () => {
  let database: PostgresDatabase;
  let way: Way;
  let server: TestServer;
  let person: Person;
  before(async () => {
    database = await postgresDatabase();
    way = await openWay(database.dsn);
    const environment = { DATABASE_DRIVER: 'postgres', DATABASE_DSN: way.url, DB_QUERY_TIMEOUT: '5s' };
    server = await startTestServer({ bootstrap: fixtures, environment });
    person = await signIn(server.origin);
  });
  after(async () => {
    await server.stop();
    way.close();
    await database.close();
  });

  /** Else the request would fail at a connection that was gone before, having written nothing. */
  const loseAnswers = async (to: RegExp): Promise<void> => {
    way.loseAnswers(to);
    await until('no old connection', async () => {
      const { idle, busy } = server.running.database.connection.pool?.() ?? { idle: 1, busy: 1 };
      return idle + busy === 0;
    });
  };

  /** The statement is committed, and its answer lost. */
  const unheard = async (statement: RegExp, work: () => Promise<Response>): Promise<void> => {
    const before = way.losses();
    await loseAnswers(statement);
    await assertUnavailable(await work());
    assert.equal(way.losses(), before + 1, 'one answer was lost, which was that of the statement');
    way.mend();
  };

  it('leaves a refresh to be repeated: the answer is that which was lost — operations.md §11 connection lost during COMMIT', async () => {
    const { refresh_token } = await person.tokens();
    const refresh = { grant_type: 'refresh_token', refresh_token: String(refresh_token) };
    await unheard(/update "family"/, () => tokenRequest(server.origin, refresh));
    const answers = [];
    for (let time = 0; time < 2; time++) {
      const answer = await tokenRequest(server.origin, refresh);
      assert.equal(answer.status, 200);
      answers.push(((await answer.json()) as Record<string, unknown>)['refresh_token']);
    }
    assert.equal(answers[0], answers[1]);
    assert.notEqual(answers[0], refresh_token);
  });

  it('has redeemed the code: a repeated one is a replay, and ends what the first began — operations.md §11 connection lost during COMMIT, protocol.md TC-2', async () => {
    const { kysely } = server.running.database;
    const code = await person.code();
    const fields = redemption(code);
    await unheard(/"redeemed_at_ms" =/, () => tokenRequest(server.origin, fields));
    const { redeemed_at_ms, family_id } = await kysely
      .selectFrom('authorization_code')
      .select(['redeemed_at_ms', 'family_id'])
      .where('hash', 'like', `%${sha256(code.code)}`)
      .executeTakeFirstOrThrow();
    const redeemedAt = redeemed_at_ms ?? 0;
    assert.ok(redeemedAt > 0, 'redeemed, though nobody heard of it');
    const revoked = async (): Promise<boolean> => {
      const family = kysely.selectFrom('family').select('revoked_at_ms').where('id', '=', family_id);
      return (await family.executeTakeFirstOrThrow()).revoked_at_ms !== null;
    };
    assert.equal(await revoked(), false);
    const statuses: number[] = [];
    await until('a replay', async () => {
      statuses.push((await tokenRequest(server.origin, fields)).status);
      return revoked();
    });
    assert.deepEqual(new Set(statuses), new Set([400]));
  });

  it('has each entry of the audit log once, the lost ones too — operations.md D-3', async () => {
    const codesOf = async (): Promise<number> => {
      const { kysely } = server.running.database;
      const rows = await kysely
        .selectFrom('audit_event')
        .select('id')
        .where('event_type', '=', 'CLIENT_CREDENTIALS_TOKEN_ISSUED')
        .execute();
      return rows.length;
    };
    const before = await codesOf();
    await loseAnswers(/insert into "audit_event"/);
    await tokenRequest(server.origin, credentials);
    await new Promise((resolve) => setTimeout(resolve, 1500)); // a batch is written within a second
    way.mend();
    await tokenRequest(server.origin, credentials);
    await until('both written', async () => (await codesOf()) === before + 2);
  });
});

describe('while another program holds the SQLite file', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ bootstrap: fixtures });
  });
  after(() => server.stop());

  it('writes are refused for the moment and reads go on — protocol.md G-9', async () => {
    const person = await signIn(server.origin);
    const code = redemption(await person.code());
    const other = new DatabaseSync(join(server.folder, 'data', 'grantor.db'));
    other.exec('begin immediate');
    try {
      const blocked = tokenRequest(server.origin, code);
      assert.deepEqual(await statuses(server.origin, ['/livez', '/readyz']), [
        ['/livez', 200],
        ['/readyz', 200],
      ]);
      await assertUnavailable(await blocked);
    } finally {
      other.exec('rollback');
      other.close();
    }
    assert.equal((await tokenRequest(server.origin, code)).status, 200);
  });

  it('a full file refuses writes until there is room — operations.md §11 database down', async () => {
    const person = await signIn(server.origin);
    const { connection } = server.running.database;
    const pages = async (): Promise<number> =>
      Number((await connection.query({ name: 'pages', sql: 'pragma page_count' }, []))[0]?.['page_count']);
    await connection.query({ name: 'limit', sql: `pragma max_page_count = ${await pages()}` }, []);
    const device = () =>
      fetch(`${server.origin}/oauth/device/code`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'device' }),
      });
    let refused = await device();
    for (let turn = 0; turn < 200 && refused.status === 200; turn += 1) refused = await device();
    await assertUnavailable(refused);
    const { response } = await person.get('/account');
    assert.equal(response.status, 200);
    await connection.query({ name: 'unlimit', sql: 'pragma max_page_count = 1073741823' }, []);
    assert.equal((await device()).status, 200);
  });
});

describe('a storm of sign-ins', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ bootstrap: fixtures });
  });
  after(() => server.stop());

  it('leaves the token endpoint working; what is too much is told when to come back — security.md T-11', async () => {
    const { origin } = server;
    const first = await fetch(`${origin}/login`, { headers: { accept: 'text/html' } });
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const form = { ...hiddenFields(await first.text()), password };
    let done = 0;
    const storm = Array.from({ length: 200 }, async (_, index) => {
      const response = await fetch(`${origin}/login`, {
        method: 'POST',
        headers: { accept: 'text/html', origin, cookie },
        body: new URLSearchParams({ ...form, username: index % 2 === 0 ? 'ada' : `nobody-${index}` }),
        redirect: 'manual',
      });
      await response.text();
      done += 1;
      return response;
    });
    let meanwhile = 0;
    while (done < storm.length) {
      const before = done;
      assert.equal((await tokenRequest(origin, credentials)).status, 200);
      if (before < storm.length) meanwhile += 1;
    }
    const answers = await Promise.all(storm);
    assert.ok(meanwhile > 10, `${meanwhile} token answers`);
    const turnedAway = answers.filter(({ status }) => status === 503);
    assert.ok(turnedAway.length > 0 && turnedAway.length < 150, `${turnedAway.length} turned away`);
    for (const { headers } of turnedAway) assert.ok(Number(headers.get('retry-after')) >= 1);
    assert.ok(answers.every(({ status }) => [303, 400, 429, 503].includes(status)));
    assert.ok(answers.some(({ status }) => status === 303));
  });
});
