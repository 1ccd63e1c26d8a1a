/** PostgreSQL ends, and its standby takes its place: at first only to be read. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { until } from '../operations/program.ts';
import { fixtures, isActive, type Person, post, redemption, signIn } from '../races/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { openWay, type Way } from '../way.ts';
import { type PostgresPair, startPair } from './postgres-pair.ts';

describe('a standby in the place of PostgreSQL — operations.md §11 fail-over', { timeout: 120_000 }, () => {
  let pair: PostgresPair;
  let way: Way;
  let server: TestServer;
  let person: Person;
  /** The same database, of which the way leads to the one server or the other. */
  const named = (dsn: string): string => new URL('/grantor', dsn).href;
  before(async () => {
    pair = await startPair();
    const operator = new pg.Client({ connectionString: pair.primary });
    await operator.connect();
    await operator.query('create database grantor');
    await operator.end();
    way = await openWay(named(pair.primary));
    server = await startTestServer({
      bootstrap: fixtures,
      environment: { DATABASE_DRIVER: 'postgres', DATABASE_DSN: way.url, DB_QUERY_TIMEOUT: '2s' },
    });
    person = await signIn(server.origin);
  });
  after(async () => {
    await server?.stop();
    way?.close();
    await pair?.stop();
  });

  const refresh = (token: unknown) =>
    post(server.origin, '/oauth/token', { grant_type: 'refresh_token', refresh_token: String(token) });
  const revoke = (token: unknown) => post(server.origin, '/oauth/revoke', { token: String(token) });

  it('has all that was acknowledged, is read before it is promoted, and then goes on', async () => {
    const acknowledged: unknown[] = [];
    const revoked: unknown[] = [];
    const statuses = new Set<number>();
    const code = await person.code();
    assert.equal((await post(server.origin, '/oauth/token', redemption(code))).status, 200);
    for (let one = 0; one < 5; one++) {
      const { access_token: token } = await person.tokens();
      assert.equal((await revoke(token)).status, 200);
      revoked.push(token);
    }
    // Four write without a pause, until the first of the two is gone
    let isGone = false;
    const begun = await Promise.all(Array.from({ length: 4 }, () => person.tokens()));
    const writers = begun.map(async ({ refresh_token: first }) => {
      let current = first;
      while (!isGone) {
        const { status, body } = await refresh(current);
        statuses.add(status);
        if (status !== 200) continue;
        current = body['refresh_token'];
        acknowledged.push(body['access_token']);
      }
      return current;
    });
    await until('enough answers', async () => acknowledged.length >= 50);
    await pair.killPrimary();
    await until('a refusal', async () => statuses.has(503));
    isGone = true;
    const current = await Promise.all(writers);
    assert.deepEqual(statuses, new Set([200, 503]));

    way.leadTo(named(pair.standby));
    await until('it is read', () => isActive(server.origin, acknowledged[0]).catch(() => false));
    for (const token of acknowledged) assert.equal(await isActive(server.origin, token), true);
    for (const token of revoked) assert.equal(await isActive(server.origin, token), false);
    // A refresh whose answer nobody heard may be answered again without a write, a revocation never
    const { status, body } = await revoke(current[0]);
    assert.deepEqual([status, body['error']], [503, 'temporarily_unavailable']);

    await pair.promote();
    // Whether the last one was rotated is not known to who holds it: repeated, it gets the same answer
    for (const token of current) assert.equal((await refresh(token)).status, 200);
    assert.equal((await post(server.origin, '/oauth/token', redemption(code))).status, 400);
    const next = await person.tokens();
    assert.equal(await isActive(server.origin, next['access_token']), true);
    assert.equal((await fetch(`${server.origin}/readyz`)).status, 200);
  });
});
