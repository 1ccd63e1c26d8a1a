import { bool, choice, int, seconds } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

const form = choice('memory', 'redis', 'redis-aside');
const life = seconds({ from: '0s', to: '24h' });
const localLife = seconds({ from: '1s', to: '24h' });

const localMeaning = 'life of an entry in a process, where its cache is redis-aside';

export const cache = {
  clientForm: variable(form, {
    name: 'CLIENT_CACHE_TYPE',
    default: 'memory',
    meaning:
      'where records of clients, resources and policies are kept: in each process, in Redis, or in both, and Redis tells what changes',
  }),
  tokenForm: variable(form, {
    name: 'TOKEN_CACHE_TYPE',
    default: 'memory',
    meaning: 'the same for verified tokens',
  }),
  metricsForm: variable(form, {
    name: 'METRICS_CACHE_TYPE',
    default: 'memory',
    meaning: 'the same for counts of what is stored',
  }),
  clientLifetime: variable(life, {
    name: 'CLIENT_CACHE_TTL',
    default: '5m',
    meaning: 'life of a cached record; with memory and PostgreSQL 10 s at most',
  }),
  tokenLifetime: variable(life, {
    name: 'TOKEN_CACHE_TTL',
    default: {
      words: 'JWT_EXPIRATION, 24h at most',
      text: (of) => (life.parse(of('JWT_EXPIRATION'), '').ok ? of('JWT_EXPIRATION') : '24h'),
    },
    meaning: 'life of a verified token in its cache',
  }),
  clientLocalLifetime: variable(localLife, {
    name: 'CLIENT_CACHE_CLIENT_TTL',
    default: '30s',
    meaning: localMeaning,
  }),
  tokenLocalLifetime: variable(localLife, {
    name: 'TOKEN_CACHE_CLIENT_TTL',
    default: '1h',
    meaning: localMeaning,
  }),
  metricsLocalLifetime: variable(localLife, {
    name: 'METRICS_CACHE_CLIENT_TTL',
    default: '30s',
    meaning: localMeaning,
  }),
  tokenEnabled: variable(bool, {
    name: 'TOKEN_CACHE_ENABLED',
    default: 'true',
    meaning: 'what the verification of an access token came to is kept; whether it is alive is always read',
  }),
  maxEntries: variable(int(1, 10_000_000), {
    name: 'CACHE_MAX_ENTRIES',
    default: '10000',
    meaning: 'entries per cache and process',
  }),
};
