/** Every race of security.md §2 over two processes that cache in Redis, while Redis is paused, killed and flushed. */

import { describe } from 'node:test';
import { fixtures } from '../races/person.ts';
import { races } from '../races/races.ts';
import { startTwoProcesses } from '../two-processes.ts';
import { startRedis, type TestRedis, withoutRedis } from './redis-server.ts';

/** One trouble after the other until it is stopped. */
function trouble(redis: TestRedis) {
  let isOver = false;
  const moment = () => new Promise((resolve) => setTimeout(resolve, 150));
  const troubles = [
    () => redis.pause(),
    () => redis.resume(),
    () => redis.ask('FLUSHALL'),
    () => redis.kill(),
    () => redis.start(),
  ];
  const over = (async () => {
    while (!isOver)
      for (const next of troubles) {
        await next();
        await moment();
      }
  })();
  return {
    async stop() {
      isOver = true;
      await over;
    },
  };
}

describe(
  'while Redis comes and goes — operations.md §11 Redis, operations.md E-5',
  { skip: withoutRedis },
  () =>
    races('two processes on one PostgreSQL that cache in a Redis in trouble', async (grace) => {
      const redis = await startRedis();
      const servers = await startTwoProcesses({
        bootstrap: fixtures,
        environment: {
          ...{ CLIENT_CACHE_TYPE: 'redis-aside', TOKEN_CACHE_TYPE: 'redis', REDIS_URL: redis.url },
          RATE_LIMIT_STORE: 'redis',
          ...(grace === 'on' ? {} : { REFRESH_TOKEN_GRACE_PERIOD: '0' }),
        },
      });
      const troubles = trouble(redis);
      return {
        ...servers,
        async stop() {
          await troubles.stop();
          await servers.stop();
          await redis.close();
        },
      };
    }),
);
