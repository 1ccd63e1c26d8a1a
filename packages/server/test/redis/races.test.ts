/** Every race of security.md §2 over two replicas of two workers that cache in Redis, while Redis is paused, killed and flushed. */

import { describe } from 'node:test';
import { fixtures } from '../races/person.ts';
import { environmentOf, races } from '../races/races.ts';
import { startReplicas } from '../replicas.ts';
import { startRedis, withoutRedis } from './redis-server.ts';
import { trouble } from './trouble.ts';

describe(
  'while Redis comes and goes — operations.md §11 Redis, operations.md E-5, operations.md Z-2',
  { skip: withoutRedis },
  () =>
    races('two replicas of two workers on one PostgreSQL that cache in a Redis in trouble', async (grace) => {
      const redis = await startRedis();
      const servers = await startReplicas(2, {
        bootstrap: fixtures,
        environment: {
          WORKERS: '2',
          ...{ CLIENT_CACHE_TYPE: 'redis-aside', TOKEN_CACHE_TYPE: 'redis', REDIS_URL: redis.url },
          RATE_LIMIT_STORE: 'redis',
          ...environmentOf(grace),
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
