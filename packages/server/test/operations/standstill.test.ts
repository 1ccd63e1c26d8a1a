import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type PostgresDatabase, postgresDatabase } from '../postgres.ts';
import { fixtures, isActive, type Person, post, signIn } from '../races/person.ts';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { openWay, type Way } from '../way.ts';

describe('while PostgreSQL stands still — operations.md §11 database down', { timeout: 60_000 }, () => {
  let database: PostgresDatabase;
  let way: Way;
  let server: ServerProcess;
  let person: Person;
  before(async () => {
    database = await postgresDatabase();
    way = await openWay(database.dsn);
    server = await startServerProcess({
      bootstrap: fixtures,
      environment: {
        ...{ DATABASE_DRIVER: 'postgres', DATABASE_DSN: way.url },
        ...{ DB_QUERY_TIMEOUT: '500ms', DB_MAX_OPEN_CONNS: '5' },
      },
    });
    person = await signIn(server.origin);
  });
  after(async () => {
    way.release();
    await server.stop();
    way.close();
    await database.close();
  });

  it('every request is answered, however many wait, and all works when it goes on', async () => {
    const { access_token: token, refresh_token: refresh } = await person.tokens();
    way.hold();
    // More than there are connections: some wait for an answer, and some for a connection
    const asked = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0
        ? post(server.origin, '/oauth/introspect', { token: String(token) })
        : post(server.origin, '/oauth/token', {
            grant_type: 'refresh_token',
            refresh_token: String(refresh),
          }),
    );
    for (const { status, body } of await Promise.all(asked))
      assert.deepEqual([status, body['error']], [503, 'temporarily_unavailable']);
    const statusOf = async (path: string): Promise<number> => (await fetch(server.origin + path)).status;
    assert.deepEqual(
      await Promise.all(['/livez', '/readyz', '/.well-known/jwks.json'].map(statusOf)),
      [200, 503, 200],
    );
    way.release();
    assert.equal(await isActive(server.origin, token), true);
    const again = { grant_type: 'refresh_token', refresh_token: String(refresh) };
    assert.equal((await post(server.origin, '/oauth/token', again)).status, 200);
  });
});
