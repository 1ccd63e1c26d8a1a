/** What three processes on one database do for all is done once, and goes on when whoever does it dies (operations.md Z-2). */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { type Postbox, startPostbox } from '../mail/postbox.ts';
import { scrape } from '../metrics/scrape.ts';
import { until } from '../operations/program.ts';
import { startRedis, type TestRedis, withoutRedis } from '../redis/redis-server.ts';
import { type Replicas, startReplicas } from '../replicas.ts';
import { bootstrap } from './flows.ts';

const now = (): number => Math.floor(Date.now() / 1000);
const names = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index}`);

/** Takes logout notices, and remembers of whose session each told. */
async function startReceiver() {
  const told: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      const token = new URLSearchParams(text).get('logout_token') ?? '';
      told.push(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid);
      response.end();
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  return { told, host: `127.0.0.1:${port}`, stop: () => void server.close() };
}

describe('three processes on one PostgreSQL', { timeout: 300_000 }, () => {
  let replicas: Replicas;
  let database: Database;
  let postbox: Postbox;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let redis: TestRedis | null = null;
  before(async () => {
    postbox = await startPostbox();
    receiver = await startReceiver();
    redis = withoutRedis ? null : await startRedis();
    replicas = await startReplicas(3, {
      bootstrap,
      environment: {
        ...postbox.environment,
        ...{ OUTBOUND_ALLOWED_HOSTS: receiver.host, EXPIRED_TOKEN_CLEANUP_INTERVAL: '1s' },
        ...{ METRICS_ENABLED: 'true', METRICS_GAUGE_UPDATE_INTERVAL: '1s' },
        ...(redis === null ? {} : { METRICS_CACHE_TYPE: 'redis', REDIS_URL: redis.url }),
      },
      // Who sent a message is seen by it
      own: (index) => ({ MAIL_FROM: `replica-${index}@northwind.example` }),
    });
    database = await openDatabase({
      ...{ driver: 'postgres', dsn: replicas.dsn, maxConnections: 2, queryTimeout: 5000 },
    });
  });
  after(async () => {
    await database?.close();
    await replicas?.stop();
    receiver?.stop();
    await postbox?.mail.stop();
    await redis?.close();
  });

  const countOf = async (from: 'signing_key' | 'revoked_token' | 'mail_message'): Promise<number> => {
    const { count } = await database.kysely
      .selectFrom(from)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  };
  /** How often the audit log has each of these things happen, by what it happened to. */
  const told = async (type: string): Promise<readonly number[]> => {
    const rows = await database.kysely
      .selectFrom('audit_event')
      .select(({ fn }) => ['resource_name', fn.countAll<number>().as('count')])
      .where('event_type', '=', type)
      .groupBy('resource_name')
      .execute();
    return rows.map(({ count }) => Number(count));
  };
  const sumOf = async (series: string): Promise<number> => {
    const alive = replicas.servers.filter(
      ({ child }) => child.exitCode === null && child.signalCode === null,
    );
    const all = await Promise.all(
      alive.map(async (server) => {
        const origin = replicas.origins[replicas.servers.indexOf(server)] ?? '';
        return (await scrape({ origin })).get(series) ?? 0;
      }),
    );
    return all.reduce((sum, value) => sum + value, 0);
  };
  const queueMail = (ids: readonly string[]) =>
    database.kysely
      .insertInto('mail_message')
      .values(
        ids.map((id) => ({
          ...{ id, kind: 'password_changed', user_id: null, languages: 'en', asked_by: 'event' },
          ...{ address: `${id}@northwind.example`, address_folded: `${id}@northwind.example` },
          facts: JSON.stringify({ username: id, at: now(), from: '203.0.113.9', userAgent: null }),
          ...{ sealed_link: null, topic: null, attempts: 0, answer: null },
          ...{ created_at: now(), next_attempt_at: now(), sent_at: null, failed_at: null },
        })),
      )
      .execute();
  const queueNotices = (ids: readonly string[]) =>
    database.kysely
      .insertInto('logout_notice')
      .values(
        ids.map((id) => ({
          ...{ id, sid: id, client_id: 'web', user_id: 'eve', uri: `http://${receiver.host}/logout` },
          ...{ attempts: 0, created_at: now(), next_attempt_at: now(), delivered_at: null, failed_at: null },
        })),
      )
      .execute();
  /** Every key is as old as it may get. */
  const age = () =>
    database.kysely
      .updateTable('signing_key')
      .set((row) => ({ activates_at: row('activates_at', '-', 2160 * 3600) }))
      .execute();
  const addresses = (): readonly string[] => postbox.mail.received.flatMap(({ to }) => to).sort();

  it('seed it once — operations.md B-1, security.md R-11', async () => {
    const { kysely } = database;
    const users = await kysely.selectFrom('user_account').select('username').execute();
    assert.deepEqual(users.map(({ username }) => username).sort(), ['ada', 'admin', 'eve', 'root']);
    const created = await told('CLIENT_CREATED');
    assert.ok(created.length >= bootstrap.clients.length);
    assert.deepEqual(new Set(created), new Set([1]));
    assert.deepEqual(new Set(await told('USER_CREATED')), new Set([1]));
    assert.deepEqual(new Set(await told('SIGNING_KEY_ADDED')), new Set([1]));
  });

  it('delete what expired, each row once, and after the death of whoever was at it — operations.md X-1', async () => {
    const rows = names('expired', 1200).map((token_id) => ({ token_id, expires_at: now() - 7200 }));
    const lease = { name: 'sweep', holder: 'somebody who died', expires_at: now() + 4 };
    await database.kysely
      .insertInto('lease')
      .values(lease)
      .onConflict((conflict) => conflict.column('name').doUpdateSet(lease))
      .execute();
    await database.kysely.insertInto('revoked_token').values(rows).execute();
    await until('all are gone', async () => (await countOf('revoked_token')) === 0);
    assert.ok(now() >= lease.expires_at, 'while the lease was held nobody else was at it');
    await until('all are counted', async () => {
      const sum = await sumOf('cleanup_deleted_total{table="revoked_token"}');
      assert.ok(sum <= rows.length, `${sum} deletions of ${rows.length} rows`);
      return sum === rows.length;
    });
  });

  it('count what is stored in turn, one for all — operations.md M-4', { skip: withoutRedis }, async () => {
    const misses = () => sumOf('cache_misses_total{cache_name="metrics"}');
    const hits = () => sumOf('cache_hits_total{cache_name="metrics"}');
    const [missesBefore, hitsBefore] = [await misses(), await hits()];
    // Whoever asks within the interval finds what another has counted
    await until('some rounds', async () => (await hits()) > hitsBefore + 5);
    assert.ok((await misses()) > missesBefore);
  });

  it('tell of each ended session once — protocol.md LO-3', async () => {
    const ids = names('session', 40);
    await queueNotices(ids);
    await until('all are told', () => receiver.told.length >= ids.length);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual([...receiver.told].sort(), [...ids].sort());
  });

  it('rotate each key once — protocol.md JW-2, security.md R-11', async () => {
    const before = await countOf('signing_key');
    await age();
    await until('as many again', async () => (await countOf('signing_key')) >= 2 * before);
    await new Promise((resolve) => setTimeout(resolve, 11_000)); // everybody has looked once more
    assert.equal(await countOf('signing_key'), 2 * before);
    await until('told', async () => (await told('SIGNING_KEY_ROTATED')).length === before);
    assert.deepEqual(new Set(await told('SIGNING_KEY_ROTATED')), new Set([1]));
  });

  it('send each message once, all by one — mail.md M-2', async () => {
    const ids = names('reader', 25);
    await queueMail(ids);
    await until('all are sent', () => postbox.mail.received.length >= ids.length);
    assert.deepEqual(addresses(), ids.map((id) => `${id}@northwind.example`).sort());
    assert.equal(new Set(postbox.mail.received.map(({ from }) => from)).size, 1);
  });

  it('go on when the one that sends dies over it; nothing else is sent twice — mail.md M-3', async () => {
    const [leader = ''] = postbox.mail.received.map(({ from }) => from);
    postbox.mail.received.length = 0;
    const ids = names('late', 30);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    postbox.mail.decide = () => held;
    const attempts = postbox.mail.attempts;
    await queueMail(ids);
    await until('the first are under way', () => postbox.mail.attempts > attempts);
    await replicas.servers[Number(/\d+/.exec(leader)?.[0])]?.kill();
    postbox.mail.decide = () => {};
    release();
    const { kysely } = database;
    const underWay = await kysely
      .selectFrom('mail_message')
      .select('id')
      .where('attempts', '>', 0)
      .where('sent_at', 'is', null)
      .execute();
    assert.ok(underWay.length > 0 && underWay.length < ids.length);
    // Two minutes pass: nobody renews the lease
    await kysely
      .updateTable('lease')
      .set({ expires_at: now() - 1 })
      .where('name', '=', 'mail')
      .execute();
    const waiting = ids.filter((id) => !underWay.some((row) => row.id === id));
    const others = () => postbox.mail.received.filter(({ from }) => from !== leader);
    await until('the others are sent', () => others().length >= waiting.length);
    assert.deepEqual(
      others()
        .flatMap(({ to }) => to)
        .sort(),
      waiting.map((id) => `${id}@northwind.example`).sort(),
    );
    assert.equal(new Set(others().map(({ from }) => from)).size, 1);
    // Of what the dead one had begun nobody knows whether it left: it is tried again, later
    const begun = underWay.map(({ id }) => id).sort();
    const left = async (): Promise<readonly string[]> => {
      const rows = await kysely
        .selectFrom('mail_message')
        .select('id')
        .where('sent_at', 'is', null)
        .where('next_attempt_at', 'is not', null)
        .execute();
      return rows.map(({ id }) => id).sort();
    };
    await until('the others are marked', async () => (await left()).length <= begun.length);
    assert.deepEqual(await left(), begun);
  });

  it('do all of it with one less — operations.md Z-2', async () => {
    receiver.told.length = 0;
    const ids = names('another', 10);
    await queueNotices(ids);
    await until('all are told', () => receiver.told.length >= ids.length);
    assert.deepEqual([...receiver.told].sort(), [...ids].sort());
    const before = await countOf('signing_key');
    await age();
    await until('rotated', async () => (await countOf('signing_key')) > before);
    const rows = names('gone', 10).map((token_id) => ({ token_id, expires_at: now() - 7200 }));
    await database.kysely.insertInto('revoked_token').values(rows).execute();
    await until('deleted', async () => (await countOf('revoked_token')) === 0);
  });
});
