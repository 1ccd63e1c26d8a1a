import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMemoryLimits, type LimitStore } from '../../src/limits/limit-store.ts';
import { createRedisLimits } from '../../src/limits/redis-limits.ts';
import { until } from '../operations/program.ts';
import { type Machine, machineAt } from './machine.ts';
import { startRedis, type TestRedis, withoutRedis } from './redis-server.ts';

describe('limits in Redis', { skip: withoutRedis }, () => {
  let server: TestRedis;
  let machines: readonly Machine[];
  let stores: readonly LimitStore[];
  before(async () => {
    server = await startRedis();
    machines = await Promise.all([machineAt(server.url), machineAt(server.url)]);
    stores = machines.map((machine) => createRedisLimits(machine.redis, createMemoryLimits(Date.now)));
  });
  after(async () => {
    for (const { redis } of machines) redis.close();
    await server.close();
  });

  /** One limit as every machine has it. */
  const refilling = (name: string, rule: { budget: number; period?: number }) =>
    stores.map((store) => store.refilling(name, rule));
  const counted = (name: string, rule: Parameters<LimitStore['counted']>[1]) =>
    stores.map((store) => store.counted(name, rule));

  /** Twenty at once from each machine. */
  const flood = async <Answer extends { readonly allowed: boolean }>(
    limits: readonly { ask(): Answer | Promise<Answer> }[],
  ) => {
    const asked = limits.flatMap((limit) => Array.from({ length: 20 }, () => limit.ask()));
    return Promise.all(asked);
  };

  const assertAllowed = (answers: readonly { readonly allowed: boolean }[], budget: number): void =>
    assert.equal(answers.filter(({ allowed }) => allowed).length, budget);

  it('let exactly the budget through, whichever machine is asked — operations.md Q-1, security.md L-1', async () => {
    for (const budget of [1, 7, 13]) {
      const limits = refilling(`race ${budget}`, { budget, period: 3_600_000 });
      assertAllowed(await flood(limits.map((limit) => ({ ask: () => limit.charge('a') }))), budget);
      assert.equal((await limits[0]?.charge('b'))?.allowed, true);
    }
  });

  it('say how long to wait, and refill meanwhile — operations.md Q-1, operations.md Q-4', async () => {
    const [here, there] = refilling('hourly', { budget: 2, period: 3_600_000 });
    await here?.charge('a');
    await there?.charge('a');
    const refused = await here?.charge('a');
    assert.deepEqual(refused, { allowed: false, retryAfter: 1800, limit: 2 });
    const [quick] = refilling('quick', { budget: 2, period: 100 });
    await quick?.charge('a');
    await quick?.charge('a');
    await until('it has refilled', async () => (await quick?.charge('a'))?.allowed === true);
  });

  it('give back what a charge still owes, once — operations.md Q-3', async () => {
    const [here, there] = refilling('refund', { budget: 2, period: 3_600_000 });
    assert.ok((await here?.charge('a'))?.allowed);
    for (let round = 0; round < 5; round += 1) {
      const charge = await here?.charge('a');
      assert.ok(charge?.allowed);
      charge.refund();
      charge.refund();
      await here?.charge('another'); // behind it on the same connection
      const other = await there?.charge('a');
      assert.ok(other?.allowed);
      assert.equal((await here?.charge('a'))?.allowed, false);
      other.refund();
      await there?.charge('another');
    }
  });

  it('close an account after ten failures on all machines, and open it with a success — product.md S-4, security.md L-2', async () => {
    const limits = counted('account', { failures: 10, window: 900_000, onceFull: 'lock' });
    const attempts = await flood(limits.map((limit) => ({ ask: () => limit.attempt('alice') })));
    assertAllowed(attempts, 10);
    const allowed = attempts.filter((attempt) => attempt.allowed);
    assert.ok(allowed.some(({ lastAllowed }) => lastAllowed));
    const refused = attempts.find((attempt) => !attempt.allowed);
    assert.deepEqual(refused, { allowed: false, retryAfter: 900, limit: 10 });
    allowed[3]?.succeeded();
    await until('it is open', async () => (await limits[1]?.attempt('alice'))?.allowed === true);
  });

  it('take back one attempt of several that slide — protocol.md DV-5', async () => {
    const [here, there] = counted('session', { failures: 5, window: 600_000, onceFull: 'slide' });
    for (let failure = 0; failure < 4; failure += 1) await here?.attempt('s');
    for (let round = 0; round < 5; round += 1) {
      const right = await here?.attempt('s');
      assert.ok(right?.allowed);
      right.succeeded();
      await here?.attempt('another');
    }
    assert.equal((await there?.attempt('s'))?.allowed, true);
    assert.equal((await here?.attempt('s'))?.allowed, false);
  });

  it('are nobody else’s, and say nothing of whom they are of — operations.md Q-1', async () => {
    const [here] = refilling('own', { budget: 1, period: 3_600_000 });
    await here?.charge('192.0.2.77');
    const other = await machineAt(server.url, { own: new Uint8Array(32).fill(8) });
    const theirs = createRedisLimits(other.redis, createMemoryLimits(Date.now)).refilling('own', {
      budget: 1,
      period: 3_600_000,
    });
    assert.equal((await theirs.charge('192.0.2.77')).allowed, true);
    other.redis.close();
    const keys = (await server.ask('KEYS', '*')) as readonly string[];
    assert.ok(keys.length > 0);
    for (const key of keys) assert.match(key, /^grantor:[\w-]{8}:limit:[\w ]+:[\w-]{22}$/);
  });

  it('leave nothing that stays for ever — security.md L-8', async () => {
    const [here] = refilling('passing', { budget: 5 });
    await here?.charge('a');
    const keys = (await server.ask('KEYS', '*')) as readonly string[];
    for (const key of keys) assert.ok(Number(await server.ask('PTTL', key)) > 0, key);
  });

  it('count here while Redis is away, never open, never an error — operations.md §11 Redis, security.md L-1', async () => {
    const down = await startRedis();
    const machine = await machineAt(down.url);
    const limit = createRedisLimits(machine.redis, createMemoryLimits(Date.now)).refilling('away', {
      budget: 3,
      period: 3_600_000,
    });
    assert.ok((await limit.charge('a')).allowed);
    await down.kill();
    const answers = [];
    for (let tried = 0; tried < 10; tried += 1) answers.push(await limit.charge('a'));
    assert.equal(answers.filter(({ allowed }) => allowed).length, 3);
    assert.equal(await machine.redis.answers(), false);
    machine.redis.close();
    await down.close();
  });
});
