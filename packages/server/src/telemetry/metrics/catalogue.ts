/**
 * Every metric there is, of those of operations.md §7: what it means, and which values its labels have. What nothing
 * records has no row (operations.md M-3).
 */

import { cacheNames, redisOperations, redisUsers } from '../../redis/uses.ts';

/** Values come from a closed set of the program, too large or too far away to be written down here. Never what was sent. */
const named: readonly string[] = [];

const grants = [
  ...(['authorization_code', 'refresh_token', 'client_credentials', 'device_code'] as const),
  ...(['jwt_bearer', 'token_exchange', 'pre_authorized_code', 'ciba'] as const),
  'implicit',
] as const;
const operations = ['select', 'insert', 'update', 'delete', 'with', 'other'] as const;

/** They only grow, from the start of the process. */
export const counters = {
  oauth_device_codes_total: {
    help: 'Device authorization requests, by what came of them',
    labels: { result: ['success', 'error'] },
  },
  oauth_device_codes_authorized_total: { help: 'Device codes that a person approved', labels: {} },
  oauth_device_codes_denied_total: { help: 'Device codes that a person denied', labels: {} },
  oauth_device_code_validation_total: {
    help: 'User codes that were typed',
    labels: { result: ['success', 'invalid'] },
  },
  oauth_tokens_issued_total: {
    help: 'Tokens in answers of the token endpoint; implicit: in those that go through the browser',
    labels: { token_type: ['access', 'refresh', 'id', 'id_jag'], grant_type: grants },
  },
  oauth_tokens_refreshed_total: {
    help: 'Requests with a refresh token; grace: the same answer again, reuse: the family was ended',
    labels: { result: ['success', 'error', 'grace', 'reuse'] },
  },
  oauth_tokens_revoked_total: {
    help: 'Tokens and families that ended before their time; rotation: replaced by the next refresh token',
    labels: { reason: ['user_request', 'admin', 'client', 'rotation', 'security'] },
  },
  oauth_token_validation_total: {
    help: 'Access tokens that were presented here',
    labels: { result: ['active', 'expired', 'invalid'] },
  },
  oauth_requests_total: {
    help: 'Requests to OAuth endpoints that were answered, by ok or the error code',
    labels: { endpoint: named, result: named },
  },
  logout_notices_total: {
    help: 'Attempts at back-channel logout notices',
    labels: { result: ['delivered', 'retried', 'failed'] },
  },
  auth_attempts_total: {
    help: 'Sign-in attempts',
    labels: {
      method: ['password', 'passkey'],
      result: ['success', 'failure', 'disabled', 'throttled', 'unavailable', 'busy'],
    },
  },
  auth_login_total: {
    help: 'Sign-ins whose password was checked, by who did',
    labels: { auth_source: ['local', 'http_api', 'application'], result: ['success', 'failure'] },
  },
  auth_oauth_callback_total: {
    help: 'Returns from providers; refused: they vouched for somebody whom this server lets in no further',
    labels: { provider: named, result: ['success', 'denied', 'refused', 'error', 'unknown_state'] },
  },
  auth_factor_total: {
    help: 'Second factors that were tried at sign-in or to confirm, and passkeys alone',
    labels: {
      kind: ['totp', 'recovery_code', 'passkey'],
      result: ['success', 'failure', 'throttled'],
    },
  },
  auth_logout_total: { help: 'Sessions that were signed out', labels: {} },
  sessions_created_total: { help: 'Browser sessions that began', labels: {} },
  sessions_expired_total: {
    help: 'Browser sessions that were signed out, or presented after their end',
    labels: { reason: ['timeout', 'idle_timeout', 'logout', 'fingerprint_mismatch'] },
  },
  sessions_invalidated_total: {
    help: 'Times that a person ended all other sessions of theirs',
    labels: { reason: ['user'] },
  },
  http_requests_total: {
    help: 'Requests, by route pattern',
    labels: { method: named, path: named, status: named },
  },
  client_certificate_headers_dropped_total: {
    help: 'Headers with a client certificate from peers that are no trusted proxies',
    labels: {},
  },
  rate_limit_exceeded_total: { help: 'Requests beyond a limit', labels: { limit: named } },
  database_query_errors_total: { help: 'Statements that failed', labels: { operation: operations } },
  database_commit_conflicts_total: {
    help: 'Commits that were refused because what they rested on had changed',
    labels: {},
  },
  cache_hits_total: { help: 'Records found in a cache', labels: { cache_name: cacheNames } },
  cache_errors_total: {
    help: 'Questions to Redis that were not answered in time, by what they were about',
    labels: { cache_name: redisUsers, operation: redisOperations },
  },
  cache_misses_total: {
    help: 'Records read from the database for a cache',
    labels: { cache_name: cacheNames },
  },
  audit_events_total: {
    help: 'Audit events',
    labels: { severity: ['INFO', 'WARNING', 'ERROR', 'CRITICAL'] },
  },
  audit_events_dropped_total: { help: 'INFO events that found no room', labels: {} },
  cleanup_deleted_total: { help: 'Rows that were deleted after their time', labels: { table: named } },
} as const;

const web = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const quick = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5];
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** In seconds, but for sizes. */
export const histograms = {
  oauth_device_code_authorization_duration_seconds: {
    help: 'From a device code to its approval, noted when the device takes its tokens',
    labels: {},
    buckets: [5, 10, 20, 30, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute],
  },
  oauth_token_generation_duration_seconds: {
    help: 'Signing of a JWT access token',
    labels: { provider: ['local'] },
    buckets: quick,
  },
  oauth_token_validation_duration_seconds: {
    help: 'Checking the signature of a JWT access token',
    labels: { provider: ['local'] },
    buckets: quick,
  },
  auth_login_duration_seconds: {
    help: 'Checking of a name and password, waiting for its turn included',
    labels: { method: ['password'] },
    buckets: web,
  },
  auth_external_api_duration_seconds: {
    help: 'Requests to the external API that checks passwords, each try by itself',
    labels: { provider: ['http_api'] },
    buckets: [...web, 30],
  },
  session_duration_seconds: {
    help: 'Life of browser sessions that were signed out or ended for another browser',
    labels: {},
    buckets: [minute, 10 * minute, hour, 4 * hour, 12 * hour, day, 7 * day, 30 * day, 90 * day],
  },
  http_request_duration_seconds: {
    help: 'From the head of a request to its answer',
    labels: { method: named, path: named },
    buckets: web,
  },
  database_query_duration_seconds: {
    help: 'Statements, by their first word',
    labels: { operation: operations },
    buckets: quick,
  },
  sqlite_group_commit_size: {
    help: 'Commits that share one transaction',
    labels: {},
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
  },
} as const;

/**
 * What is so now: read at each scrape. `ofAll`: what the values of all workers come to; `first`: what one of them says of
 * the whole database, or of the program.
 */
export const gauges = {
  oauth_device_codes_active: { help: 'Device codes that have not expired', labels: {}, ofAll: 'first' },
  oauth_device_codes_pending_authorization: {
    help: 'Those of them that nobody has decided on',
    labels: {},
    ofAll: 'first',
  },
  oauth_tokens_active: {
    help: 'The newest tokens of live families, and the opaque ones that clients hold for themselves',
    labels: { token_type: ['access', 'refresh'] },
    ofAll: 'first',
  },
  auth_password_hash_queue: { help: 'Passwords that wait to be checked', labels: {}, ofAll: 'sum' },
  sessions_active: { help: 'Browser sessions that are good', labels: {}, ofAll: 'first' },
  http_requests_in_flight: { help: 'Requests that are being answered', labels: {}, ofAll: 'sum' },
  database_pool_connections: {
    help: 'PostgreSQL connections; waiting: requests for one',
    labels: { state: ['idle', 'busy', 'waiting'] },
    ofAll: 'sum',
  },
  cache_entries: { help: 'Records in a cache', labels: { cache_name: cacheNames }, ofAll: 'sum' },
  audit_buffer_length: { help: 'Audit rows that wait to be written', labels: {}, ofAll: 'sum' },
  cleanup_last_success_timestamp_seconds: {
    help: 'When expired rows were last deleted',
    labels: {},
    ofAll: 'max',
  },
  signing_keys: {
    help: 'Keys that sign, or open what is encrypted for the server',
    labels: { state: ['next', 'active', 'retired'] },
    ofAll: 'first',
  },
  users: { help: 'Accounts', labels: { status: ['active', 'disabled'] }, ofAll: 'first' },
  clients: { help: 'Clients', labels: { status: named }, ofAll: 'first' },
  build_info: { help: 'Always 1', labels: { version: named }, ofAll: 'first' },
} as const;

export type Row = {
  readonly help: string;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly buckets?: readonly number[];
};

type Labels<R extends Row> = { readonly [Label in keyof R['labels']]: string & R['labels'][Label][number] };

export type CounterName = keyof typeof counters;
export type HistogramName = keyof typeof histograms;
export type GaugeName = keyof typeof gauges;

export type CounterLabels<Name extends CounterName> = Labels<(typeof counters)[Name]>;
export type HistogramLabels<Name extends HistogramName> = Labels<(typeof histograms)[Name]>;
export type GaugeLabels<Name extends GaugeName> = Labels<(typeof gauges)[Name]>;
