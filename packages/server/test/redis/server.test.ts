// In a process of its own: what is loaded of Redis there is what it shows.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { until } from '../operations/program.ts';
import { startServerProcess, startTestServer, type TestServer } from '../running-server.ts';
import { startRedis, type TestRedis, withoutRedis } from './redis-server.ts';

const loaded = (): readonly string[] =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@redis'));

/** Of both servers, so that they are one installation. */
const shared = { SESSION_SECRET: 'kJ8vQ2mZ5tR1wX7bN4cL9pS3dF6gH0aY', ENABLE_RATE_LIMIT: 'true' };
const bootstrap = {
  clients: [
    {
      ...{ client_id: 'tv', client_name: 'TV', scope: 'read', token_endpoint_auth_method: 'none' },
      ...{ application_type: 'native', grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] },
    },
  ],
};

const askForDeviceCode = (origin: string): Promise<Response> =>
  fetch(`${origin}/oauth/device/code`, { method: 'POST', body: new URLSearchParams({ client_id: 'tv' }) });

const readiness = async ({ origin }: Pick<TestServer, 'origin'>) => {
  const answer = await fetch(`${origin}/readyz`);
  const { checks } = (await answer.json()) as { readonly checks: Readonly<Record<string, string>> };
  return [answer.status, checks['redis']];
};

describe('a server without anything in Redis', () => {
  it('loads and says nothing of it, and has REDIS_URL called useless — operations.md §2 REDIS_ADDR', async () => {
    const server = await startTestServer({
      environment: { REDIS_URL: `redis://127.0.0.1:${await freePort()}` },
    });
    assert.deepEqual(loaded(), []);
    assert.deepEqual(await readiness(server), [200, undefined]);
    await server.stop();
  });
});

describe('a server that counts in Redis', { skip: withoutRedis }, () => {
  let redis: TestRedis;
  before(async () => {
    redis = await startRedis(['--requirepass', 'a-secret-of-redis']);
  });
  after(() => redis.close());

  const withPassword = (password: string): string => {
    const url = new URL(redis.url);
    url.password = password;
    return url.href;
  };

  it('shares its limits with every other process — operations.md §2 REDIS_URL, operations.md Q-1, security.md L-1', async () => {
    const environment = {
      ...shared,
      RATE_LIMIT_STORE: 'redis',
      REDIS_URL: withPassword('a-secret-of-redis'),
    };
    const servers = await Promise.all([1, 2].map(() => startServerProcess({ bootstrap, environment })));
    const answers = await Promise.all(
      servers.flatMap(({ origin }) => Array.from({ length: 20 }, () => askForDeviceCode(origin))),
    );
    const statuses = answers.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, 10);
    assert.equal(statuses.filter((status) => status === 429).length, 30);
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('is ready though Redis refuses it, says so once, and never what it showed there — operations.md B-8, security.md O-1', async () => {
    const [host = '', port = ''] = new URL(redis.url).host.split(':');
    const server = await startTestServer({
      bootstrap,
      environment: {
        ...{ ...shared, RATE_LIMIT_STORE: 'redis', REDIS_ADDR: `${host}:${port}` },
        REDIS_PASSWORD: 'not-the-right-one',
        REDIS_DB: '3',
      },
    });
    assert.deepEqual(await readiness(server), [200, 'degraded']);
    const answers = [];
    for (let tried = 0; tried < 12; tried += 1) answers.push((await askForDeviceCode(server.origin)).status);
    assert.deepEqual(answers, [...Array.from({ length: 10 }, () => 200), 429, 429]);
    const told = server.logged.filter((line) => line.includes('redis is away'));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /WRONGPASS/);
    assert.ok(!server.logged.join().includes('not-the-right-one'));
    await server.stop();
  });

  it('goes on counting there when Redis is back — operations.md §11 Redis', async () => {
    const passing = await startRedis();
    const server = await startTestServer({
      bootstrap,
      environment: { ...shared, RATE_LIMIT_STORE: 'redis', REDIS_URL: passing.url },
    });
    await until('it is there', async () => (await readiness(server))[1] === 'ok');
    await passing.kill();
    await until('it is degraded', async () => (await readiness(server))[1] === 'degraded');
    assert.equal((await askForDeviceCode(server.origin)).status, 200);
    await passing.start();
    await until('it is back', async () => (await readiness(server))[1] === 'ok');
    // Not with the first one, should Redis take longer than it is waited for
    await until('it counts there', async () => {
      await askForDeviceCode(server.origin);
      return ((await passing.ask('KEYS', '*')) as readonly string[]).length === 1;
    });
    assert.ok(server.logged.some((line) => line.includes('redis is back')));
    await server.stop();
    await passing.close();
  });
});
