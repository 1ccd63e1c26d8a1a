import type { TestRedis } from './redis-server.ts';

/** Redis paused, resumed, flushed, killed and started again, one after the other, until it is stopped. */
export function trouble(redis: TestRedis) {
  let isOver = false;
  const moment = () => new Promise((resolve) => setTimeout(resolve, 150));
  const troubles = [
    () => redis.pause(),
    () => redis.resume(),
    () => redis.ask('FLUSHALL'),
    () => redis.kill(),
    () => redis.start(),
  ];
  let rounds = 0;
  const over = (async () => {
    while (!isOver) {
      for (const next of troubles) {
        await next();
        await moment();
      }
      rounds += 1;
    }
  })();
  return {
    /** How often all of it has happened. */
    rounds: () => rounds,
    async stop() {
      isOver = true;
      await over;
    },
  };
}
