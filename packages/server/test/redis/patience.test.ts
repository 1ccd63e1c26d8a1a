import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPatience } from '../../src/redis/patience.ts';

/** Patience with a Redis that answers or refuses as the test says, and a clock that the test moves. */
function patienceWith() {
  let now = 1000;
  const failures: unknown[] = [];
  const patience = createPatience(() => now);
  const world = {
    asked: 0,
    failures,
    answers: true,
    wait(milliseconds: number) {
      now += milliseconds;
    },
    renew: patience.renew,
    ask: () =>
      patience.try(
        async () => {
          world.asked += 1;
          if (!world.answers) throw new Error('refused');
          return 'answer';
        },
        (failure) => failures.push(failure),
      ),
  };
  return world;
}

describe('patience with Redis', () => {
  it('hands on what is answered', async () => {
    const world = patienceWith();
    assert.deepEqual(await world.ask(), { value: 'answer' });
  });

  it('asks no more for five seconds after five failures, and counts each — operations.md E-5', async () => {
    const world = patienceWith();
    world.answers = false;
    for (let question = 0; question < 50; question += 1) assert.equal(await world.ask(), null);
    assert.equal(world.asked, 5);
    assert.equal(world.failures.length, 5);
    world.wait(4999);
    await world.ask();
    assert.equal(world.asked, 5);
    world.renew();
    await world.ask();
    assert.equal(world.asked, 6);
  });

  it('finds out by one question for all when the pause is over — operations.md E-5', async () => {
    const world = patienceWith();
    world.answers = false;
    for (let question = 0; question < 5; question += 1) await world.ask();
    world.wait(5000);
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.ask()));
    assert.ok(answers.every((answer) => answer === null));
    assert.equal(world.asked, 6);
    world.wait(5000);
    world.answers = true;
    assert.deepEqual(await world.ask(), { value: 'answer' });
    assert.deepEqual(await world.ask(), { value: 'answer' });
    assert.equal(world.asked, 8);
  });

  it('begins to count anew with each answer', async () => {
    const world = patienceWith();
    for (let round = 0; round < 10; round += 1) {
      world.answers = false;
      for (let failure = 0; failure < 4; failure += 1) await world.ask();
      world.answers = true;
      assert.deepEqual(await world.ask(), { value: 'answer' });
    }
    assert.equal(world.asked, 50);
  });

  it('gives up a question that is not answered in time, and takes its late answer for none — operations.md E-5', async () => {
    const failures: unknown[] = [];
    const told = (failure: unknown) => void failures.push(failure);
    const patience = createPatience(() => 0);
    const late = Promise.withResolvers<string>();
    assert.equal(await patience.try(() => late.promise, told), null);
    assert.match(String(failures[0]), /no answer within 50 ms/);
    assert.equal(await patience.try(() => new Promise(() => {}), told), null);
    assert.match(String(failures[1]), /no answer within 10 ms/);
    late.resolve('late');
  });
});
