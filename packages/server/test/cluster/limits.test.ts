import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLimitKeeper, createSharedLimits, type LimitTopics } from '../../src/cluster/limits.ts';
import { createMemoryLimits } from '../../src/limits/limit-store.ts';

/** The counts of one primary, and as many workers as are wanted; what is asked travels as JSON. */
function primary() {
  let now = 1_000_000;
  const keeper = createLimitKeeper(createMemoryLimits(() => now));
  let asked = 0;
  const over = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));
  const told: Promise<unknown>[] = [];
  const worker = () =>
    createSharedLimits({
      ask: async (topic, said) => {
        asked += 1;
        const answer = topic === 'charge' ? keeper.charge : keeper.attempt;
        return over(await answer(over(said) as never));
      },
      tell: (_topic, said: LimitTopics['settle']['said']) => void told.push(keeper.settle(over(said))),
    });
  return { worker, pass: (ms: number) => (now += ms), asked: () => asked, settled: () => Promise.all(told) };
}

const allowed = (answers: readonly { readonly allowed: boolean }[]): number =>
  answers.filter((each) => each.allowed).length;

describe('limits of all workers — operations.md Q-1, security.md L-1', () => {
  it('let through exactly the budget, whichever worker is asked', async () => {
    const { worker, pass } = primary();
    const limits = [worker(), worker()].map((each) => each.refilling('login', { budget: 5 }));
    const tries = Array.from({ length: 20 }, (_, index) => limits[index % 2]?.charge('192.0.2.1'));
    const answers = await Promise.all(tries.map(async (each) => (await each) ?? { allowed: false }));
    assert.equal(allowed(answers), 5);
    const refused = await limits[1]?.charge('192.0.2.1');
    assert.deepEqual(refused, { allowed: false, retryAfter: 12, limit: 5 });
    assert.equal((await limits[0]?.charge('192.0.2.2'))?.allowed, true);
    pass(12_000);
    assert.equal((await limits[0]?.charge('192.0.2.1'))?.allowed, true);
  });

  it('give back on one worker what another one then has', async () => {
    const { worker, settled } = primary();
    const [one, other] = [worker(), worker()].map((each) => each.refilling('token', { budget: 1 }));
    const charge = await one?.charge('key');
    assert.equal((await other?.charge('key'))?.allowed, false);
    if (charge?.allowed) {
      charge.refund();
      charge.refund();
    }
    await settled();
    assert.deepEqual(
      [(await other?.charge('key'))?.allowed, (await one?.charge('key'))?.allowed],
      [true, false],
    );
  });

  it('count failures of an account together, and forget them with a success on any worker', async () => {
    const { worker, settled } = primary();
    const rule = { failures: 3, window: 60_000, onceFull: 'lock' } as const;
    const [one, other] = [worker(), worker()].map((each) => each.counted('account', rule));
    await one?.attempt('ada');
    await other?.attempt('ada');
    const third = await one?.attempt('ada');
    assert.equal(third?.allowed && third.lastAllowed, true);
    assert.equal((await other?.attempt('ada'))?.allowed, false);
    if (third?.allowed) third.succeeded();
    await settled();
    const next = await other?.attempt('ada');
    assert.equal(next?.allowed && next.lastAllowed, false);
    if (next?.allowed) next.withdrawn();
    await settled();
    const open = [await one?.attempt('ada'), await one?.attempt('ada'), await one?.attempt('ada')];
    assert.equal(allowed(open.map((each) => each ?? { allowed: false })), 3);
  });

  it('ask nobody where there is no limit', async () => {
    const { worker, asked } = primary();
    const charge = await worker().refilling('client', { budget: 0 }).charge('key');
    assert.equal(charge.allowed, true);
    assert.equal(asked(), 0);
  });
});
