import { dsn } from '../values/database.ts';
import { bool, choice, int, milliseconds, perMinute, seconds } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const database = {
  driver: variable(choice('sqlite', 'postgres'), {
    name: 'DATABASE_DRIVER',
    default: 'sqlite',
    meaning: 'kind of database',
  }),
  dsn: variable(dsn, {
    name: 'DATABASE_DSN',
    default: { words: 'DATA_DIR/grantor.db', text: null },
    meaning: 'SQLite file, or PostgreSQL as a URL or as host=… user=…',
    fallback: 'DATABASE_PATH',
  }),
  maxOpenConnections: variable(int(1, 1000), {
    name: 'DB_MAX_OPEN_CONNS',
    default: '25',
    meaning: 'PostgreSQL connections of this machine',
  }),
  connectionMaxLifetimeMilliseconds: variable(milliseconds({ from: '1s', to: '168h', zero: 'no end' }), {
    name: 'DB_CONN_MAX_LIFETIME',
    default: '5m',
    meaning: 'a PostgreSQL connection is replaced after it',
  }),
  connectionMaxIdleMilliseconds: variable(milliseconds({ from: '1s', to: '168h', zero: 'no end' }), {
    name: 'DB_CONN_MAX_IDLE_TIME',
    default: '10m',
    meaning: 'an unused PostgreSQL connection is closed after it',
  }),
  initTimeoutMilliseconds: variable(milliseconds({ from: '0s', to: '1h' }), {
    name: 'DB_INIT_TIMEOUT',
    default: '30s',
    meaning: 'time the start waits for the database',
  }),
  queryTimeoutMilliseconds: variable(milliseconds({ from: '10ms', to: '10m' }), {
    name: 'DB_QUERY_TIMEOUT',
    default: '5s',
    meaning: 'longest statement',
  }),
  logLevel: variable(choice('silent', 'error', 'warn', 'info'), {
    name: 'DB_LOG_LEVEL',
    default: 'warn',
    meaning: 'warn adds statements over 200 ms, info all; never their values',
  }),
};

export const limits = {
  enabled: variable(bool, {
    name: 'ENABLE_RATE_LIMIT',
    default: 'true',
    meaning: 'false ends the limits per address and person, never those on passwords',
  }),
  store: variable(choice('memory', 'redis'), {
    name: 'RATE_LIMIT_STORE',
    default: 'memory',
    meaning: 'where limits are counted: on this machine, or for all machines in Redis',
  }),
  login: variable(perMinute, {
    name: 'LOGIN_RATE_LIMIT',
    default: '5',
    meaning: 'failed sign-ins per address',
  }),
  deviceCode: variable(perMinute, {
    name: 'DEVICE_CODE_RATE_LIMIT',
    default: '10',
    meaning: 'device authorizations per address',
  }),
  token: variable(perMinute, {
    name: 'TOKEN_RATE_LIMIT',
    default: '20',
    meaning: 'failed token requests per address and client',
  }),
  deviceVerify: variable(perMinute, {
    name: 'DEVICE_VERIFY_RATE_LIMIT',
    default: '10',
    meaning: 'wrong user codes per address',
  }),
  introspect: variable(perMinute, {
    name: 'INTROSPECT_RATE_LIMIT',
    default: '20',
    meaning: 'failed introspections per address',
  }),
  registration: variable(perMinute, {
    name: 'DYNAMIC_CLIENT_REGISTRATION_RATE_LIMIT',
    default: {
      words: '30; 0 with PROFILE=oidc-certification',
      text: (of) => (of('PROFILE') === 'oidc-certification' ? '0' : '30'),
    },
    meaning: 'registrations and replacements per address; hosted clients share addresses',
  }),
  document: variable(perMinute, {
    name: 'CLIENT_ID_METADATA_RATE_LIMIT',
    default: '60',
    meaning: 'metadata documents an address is the first to come with, and twenty times as many a day',
  }),
  other: variable(perMinute, {
    name: 'DEFAULT_RATE_LIMIT',
    default: '60',
    meaning:
      'counted requests per address to other endpoints; sign-ins, authorization requests, refreshes and own forms per person',
  }),
  client: variable(perMinute, {
    name: 'CLIENT_RATE_LIMIT',
    default: '0',
    meaning: 'requests per authenticated client',
  }),
};

export const audit = {
  enabled: variable(bool, {
    name: 'ENABLE_AUDIT_LOGGING',
    default: 'true',
    meaning: 'false: warnings and worse go to the log only',
  }),
  retention: variable(seconds({ from: '1h', to: '87600h', zero: 'kept for ever' }), {
    name: 'AUDIT_LOG_RETENTION',
    default: '2160h',
    meaning: 'audit rows are deleted after it',
  }),
  bufferSize: variable(int(1, 1_000_000), {
    name: 'AUDIT_LOG_BUFFER_SIZE',
    default: '1000',
    meaning: 'audit rows waiting to be written, per process',
  }),
  cleanupInterval: variable(seconds({ from: '1m', to: '168h' }), {
    name: 'AUDIT_LOG_CLEANUP_INTERVAL',
    default: '24h',
    meaning: 'time between looks for rows past their retention',
  }),
  shutdownTimeoutMilliseconds: variable(milliseconds({ from: '0s', to: '1h' }), {
    name: 'AUDIT_SHUTDOWN_TIMEOUT',
    default: '10s',
    meaning: 'longest wait for waiting rows when stopping',
  }),
};

export const cleanup = {
  enabled: variable(bool, {
    name: 'ENABLE_EXPIRED_TOKEN_CLEANUP',
    default: 'true',
    meaning: 'expired rows are deleted',
  }),
  interval: variable(seconds({ from: '1s', to: '168h' }), {
    name: 'EXPIRED_TOKEN_CLEANUP_INTERVAL',
    default: '10m',
    meaning: 'time between runs',
  }),
};
