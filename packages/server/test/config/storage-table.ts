/** Of database, caches, limits and Redis: see variable-table.ts. */

import { Secret } from '@grantor/protocol';
import { type Expectation, expect, flag, rate } from './expectation.ts';

export const storageTable: readonly Expectation[] = [
  // operations.md §2 DATABASE_DRIVER
  expect('DATABASE_DRIVER', 'enum', 'sqlite')('sqlite', 'sqlite', 'mysql'),
  expect('DATABASE_DSN', 'str', null)('x.db', Secret.of('x.db'), 'postgres://u:p@db/x'),
  // operations.md §2 DB_MAX_OPEN_CONNS
  expect('DB_MAX_OPEN_CONNS', 'int', 25)('1', 1, '0'),
  expect('DB_CONN_MAX_LIFETIME', 'dur', 300_000)('0', 0, '10ms'),
  expect('DB_CONN_MAX_IDLE_TIME', 'dur', 600_000)('1m', 60_000, 'soon'),
  // operations.md §2 DB_INIT_TIMEOUT
  expect('DB_INIT_TIMEOUT', 'dur', 30_000)('1m', 60_000, '2h'),
  expect('DB_QUERY_TIMEOUT', 'dur', 5000)('250ms', 250, '0'),
  expect('DB_LOG_LEVEL', 'enum', 'warn')('silent', 'silent', 'debug'),
  // operations.md §2 {C}_CACHE_TYPE
  expect('CLIENT_CACHE_TYPE', 'enum', 'memory')('redis', 'redis', 'disk'),
  expect('TOKEN_CACHE_TYPE', 'enum', 'memory')('redis-aside', 'redis-aside', 'aside'),
  expect('METRICS_CACHE_TYPE', 'enum', 'memory')('redis', 'redis', ''),
  // operations.md §2 CLIENT_CACHE_TTL
  expect('CLIENT_CACHE_TTL', 'dur', 300)('0', 0, '25h'),
  // operations.md §2 USER_CACHE_TTL
  expect('TOKEN_CACHE_TTL', 'dur', 3600)('10m', 600, '25h'),
  expect('CLIENT_CACHE_CLIENT_TTL', 'dur', 30)('10s', 10, '0'),
  expect('TOKEN_CACHE_CLIENT_TTL', 'dur', 3600)('10s', 10, '0'),
  expect('METRICS_CACHE_CLIENT_TTL', 'dur', 30)('10s', 10, '0'),
  // operations.md §2 TOKEN_CACHE_ENABLED
  flag('TOKEN_CACHE_ENABLED', true),
  // operations.md §2 CACHE_MAX_ENTRIES
  expect('CACHE_MAX_ENTRIES', 'int', 10_000)('5', 5, '1e3'),
  // operations.md §2 ENABLE_RATE_LIMIT
  flag('ENABLE_RATE_LIMIT', true),
  expect('RATE_LIMIT_STORE', 'enum', 'memory')('redis', 'redis', 'disk'),
  // operations.md §2 {LOGIN,DEVICE_CODE,TOKEN,DEVICE_VERIFY,INTROSPECT}_RATE_LIMIT
  rate('LOGIN_RATE_LIMIT', 5),
  rate('DEVICE_CODE_RATE_LIMIT', 10),
  rate('TOKEN_RATE_LIMIT', 20),
  rate('DEVICE_VERIFY_RATE_LIMIT', 10),
  rate('INTROSPECT_RATE_LIMIT', 20),
  // operations.md §2 DYNAMIC_CLIENT_REGISTRATION_RATE_LIMIT
  rate('DYNAMIC_CLIENT_REGISTRATION_RATE_LIMIT', 30),
  // operations.md §2 CLIENT_ID_METADATA_RATE_LIMIT
  rate('CLIENT_ID_METADATA_RATE_LIMIT', 60),
  // operations.md §2 DEFAULT_RATE_LIMIT
  rate('DEFAULT_RATE_LIMIT', 60),
  rate('CLIENT_RATE_LIMIT', 0),
  // operations.md §2 REDIS_URL
  expect('REDIS_URL', 'url', null)(
    'rediss://:p@cache.example/3',
    Secret.of('rediss://:p@cache.example/3'),
    'https://cache.example',
  ),
  // operations.md §2 REDIS_ADDR
  expect('REDIS_ADDR', 'addr', { host: 'localhost', port: 6379 })(
    'cache:7000',
    { host: 'cache', port: 7000 },
    'cache',
  ),
  expect('REDIS_PASSWORD', 'secret', null)('secret', Secret.of('secret'), 'a\u0001'),
  expect('REDIS_DB', 'int', 0)('3', 3, '-1'),
  expect('REDIS_CONN_TIMEOUT', 'dur', 5000)('1s', 1000, '1h'),
];
