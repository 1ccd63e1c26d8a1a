import { parsed, refused } from '../values/parse.ts';
import { redisUrl } from '../values/redis.ts';
import { address, int, milliseconds, secret } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

/** Connected to only where RATE_LIMIT_STORE or one of the caches needs it (operations.md §2). */
export const redis = {
  url: variable(redisUrl, {
    name: 'REDIS_URL',
    default: null,
    meaning: 'where Redis is, all in one; wins over the next',
  }),
  address: variable(address, {
    name: 'REDIS_ADDR',
    default: 'localhost:6379',
    meaning: 'where Redis is',
  }),
  password: variable(
    secret('1 to 1024 characters, none of them control characters', (given) =>
      /^[^\p{Cc}]{1,1024}$/u.test(given)
        ? parsed(given)
        : refused('is empty, too long or has control characters'),
    ),
    { name: 'REDIS_PASSWORD', default: null, meaning: 'password of its default user' },
  ),
  database: variable(int(0, 99_999), {
    name: 'REDIS_DB',
    default: '0',
    meaning: 'number of the database',
  }),
  connectTimeoutMilliseconds: variable(milliseconds({ from: '100ms', to: '1m' }), {
    name: 'REDIS_CONN_TIMEOUT',
    default: '5s',
    meaning: 'longest wait for a connection',
  }),
};
