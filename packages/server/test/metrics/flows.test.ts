/** Every metric moves in a flow that is its own, by one for each event, failures included (operations.md M-3). */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { sql } from 'kysely';
import { version } from '../../src/start/version.ts';
import { counters, gauges, histograms } from '../../src/telemetry/metrics/catalogue.ts';
import { type AccountWorld, confirms, startAccountWorld } from '../account/world.ts';
import { alice, bob, deviceApplication, webApplication } from '../e2e/declarations.ts';
import { type MovingClock, movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { until } from '../operations/program.ts';
import { postgresDatabase } from '../postgres.ts';
import { startTestServer } from '../running-server.ts';
import { growth, metricOf, scrape } from './scrape.ts';

const { client_id, client_secret } = webApplication;
const credentials = { client_id, client_secret };
const hour = 3600;
const day = 24 * hour;

let clock: MovingClock;
let world: AccountWorld;
let party: RelyingParty;
/** Every metric that moved in a test of this file. */
const moved = new Set<string>();

before(async () => {
  clock = movingClock();
  party = await startRelyingParty();
  world = await startAccountWorld(
    { backchannel_logout_uri: `${party.origin}/back-channel` },
    {
      clock,
      environment: {
        METRICS_ENABLED: 'true',
        OUTBOUND_ALLOWED_HOSTS: new URL(party.origin).host,
        METRICS_GAUGE_UPDATE_INTERVAL: '1s',
        EXPIRED_TOKEN_CLEANUP_INTERVAL: '1s',
      },
    },
  );
});

after(async () => {
  await world.stop();
  await party.stop();
});

const post = async (path: string, form: Readonly<Record<string, string>>) => {
  const response = await fetch(world.server.origin + path, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  return (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, string>>;
};

const token = (form: Readonly<Record<string, string>>) => post('/oauth/token', { ...form, ...credentials });
const refresh = (refresh_token = '') => token({ grant_type: 'refresh_token', refresh_token });

type Origin = { readonly origin: string };

const isGauge = (series: string): boolean => metricOf(series) in gauges;

/** By how much the counters and sizes of `area` grew, whatever else did. */
async function during(area: RegExp, work: () => Promise<unknown>, server: Origin = world.server) {
  const earlier = await scrape(server);
  await work();
  const grown = growth(earlier, await scrape(server));
  for (const series of Object.keys(grown)) moved.add(metricOf(series));
  const told = Object.entries(grown).filter(
    ([series]) =>
      area.test(series) && !isGauge(series) && !/_(?:bucket|sum)$/.test(series.replace(/\{.*$/, '')),
  );
  return Object.fromEntries(told);
}

/** Waits until a gauge says so. */
const says = (series: string, value: number, server: Origin = world.server) =>
  until(`${series} is ${value}`, async () => {
    const earlier = await scrape(server);
    for (const [name, value] of earlier) if (value !== 0 && isGauge(name)) moved.add(metricOf(name));
    return earlier.get(series) === value;
  });

async function enters(browser: PlainBrowser, user_code: string, action: string): Promise<void> {
  const fields = hiddenFields(await (await browser.get('/device')).text());
  const entered = await browser.post('/device/verify', { ...fields, user_code });
  await browser.post('/device/verify', { ...hiddenFields(await entered.text()), action });
}

describe('the metrics of', () => {
  it('devices count codes, what is typed and what is decided — operations.md §7 device', async () => {
    const browser = await world.signedIn();
    const scope = 'openid read offline_access';
    const grown = await during(/^oauth_(?!requests|token_)/, async () => {
      await world.connects(browser, scope);
      const denied = await post('/oauth/device/code', { client_id: deviceApplication.client_id, scope });
      await enters(browser, denied['user_code'] ?? '', 'deny');
      const fields = hiddenFields(await (await browser.get('/device')).text());
      await browser.post('/device/verify', { ...fields, user_code: 'BBBB-BBBB' });
      await post('/oauth/device/code', { client_id: 'nobody' });
    });
    assert.deepEqual(grown, {
      'oauth_device_codes_total{result="success"}': 2,
      'oauth_device_codes_total{result="error"}': 1,
      oauth_device_codes_authorized_total: 1,
      oauth_device_codes_denied_total: 1,
      'oauth_device_code_validation_total{result="success"}': 2,
      'oauth_device_code_validation_total{result="invalid"}': 1,
      oauth_device_code_authorization_duration_seconds_count: 1,
      'oauth_tokens_issued_total{token_type="access",grant_type="device_code"}': 1,
      'oauth_tokens_issued_total{token_type="refresh",grant_type="device_code"}': 1,
      'oauth_tokens_issued_total{token_type="id",grant_type="device_code"}': 1,
    });
  });

  it('tokens count each refresh as one of four — operations.md §7 tokens', async () => {
    const first = await world.allows(await world.signedIn(), 'read offline_access');
    let second: Readonly<Record<string, string>> = {};
    const area = /^oauth_tokens_(?!active)/;
    const rotated = await during(area, async () => {
      second = await refresh(first['refresh_token']);
      await refresh(first['refresh_token']);
      await refresh('nonsense');
    });
    assert.deepEqual(rotated, {
      'oauth_tokens_issued_total{token_type="access",grant_type="refresh_token"}': 1,
      'oauth_tokens_issued_total{token_type="refresh",grant_type="refresh_token"}': 1,
      'oauth_tokens_refreshed_total{result="success"}': 1,
      'oauth_tokens_refreshed_total{result="grace"}': 1,
      'oauth_tokens_refreshed_total{result="error"}': 1,
      'oauth_tokens_revoked_total{reason="rotation"}': 1,
    });
    clock.advance(61);
    const reused = await during(area, async () => {
      await refresh(first['refresh_token']);
      await refresh(second['refresh_token']);
    });
    assert.deepEqual(reused, {
      'oauth_tokens_refreshed_total{result="reuse"}': 1,
      'oauth_tokens_refreshed_total{result="error"}': 1,
      'oauth_tokens_revoked_total{reason="security"}': 1,
    });
  });

  it('tokens count who ended them, and how they were found when shown — operations.md §7 tokens', async () => {
    const browser = await world.signedIn();
    const area = /^oauth_token/;
    const granted = await during(/^oauth_tokens_issued/, async () => {
      await world.allows(browser, 'openid read offline_access');
    });
    assert.deepEqual(granted, {
      'oauth_tokens_issued_total{token_type="access",grant_type="authorization_code"}': 1,
      'oauth_tokens_issued_total{token_type="refresh",grant_type="authorization_code"}': 1,
      'oauth_tokens_issued_total{token_type="id",grant_type="authorization_code"}': 1,
    });
    const grown = await during(area, async () => {
      const own = await token({ grant_type: 'client_credentials', scope: 'read' });
      await post('/oauth/introspect', { ...credentials, token: own['access_token'] ?? '' });
      await post('/oauth/introspect', { ...credentials, token: 'nonsense' });
      clock.advance(hour);
      await post('/oauth/introspect', { ...credentials, token: own['access_token'] ?? '' });
      const other = await token({ grant_type: 'client_credentials', scope: 'read' });
      await post('/oauth/revoke', { ...credentials, token: other['access_token'] ?? '' });
      await confirms(await world.signedIn(), '/account/sessions/revoke-all', {
        name: alice.username,
      });
    });
    assert.deepEqual(grown, {
      'oauth_tokens_issued_total{token_type="access",grant_type="client_credentials"}': 2,
      'oauth_token_generation_duration_seconds_count{provider="local"}': 2,
      'oauth_token_validation_duration_seconds_count{provider="local"}': 4,
      'oauth_token_validation_total{result="active"}': 1,
      'oauth_token_validation_total{result="expired"}': 1,
      'oauth_token_validation_total{result="invalid"}': 1,
      'oauth_tokens_revoked_total{reason="client"}': 1,
      'oauth_tokens_revoked_total{reason="user_request"}': 1,
    });
  });

  it('requests count each answer by its error code, authorization included — operations.md §7 protocol', async () => {
    const grown = await during(/^oauth_requests_total/, async () => {
      await token({ grant_type: 'client_credentials', scope: 'read' });
      await token({ grant_type: 'nonsense' });
      await fetch(`${world.server.origin}/oauth/authorize?client_id=nobody`);
      await world.allows(await world.signedIn(), 'openid');
    });
    assert.deepEqual(grown, {
      'oauth_requests_total{endpoint="token",result="ok"}': 2,
      'oauth_requests_total{endpoint="token",result="unsupported_grant_type"}': 1,
      'oauth_requests_total{endpoint="authorization",result="invalid_client"}': 1,
      'oauth_requests_total{endpoint="authorization",result="ok"}': 1,
    });
  });

  it('sign-in count attempts and sessions — operations.md §7 sign-in, operations.md §7 sessions', async () => {
    const grown = await during(/^(?:auth_(?!password)|sessions_(?!active)|session_)/, async () => {
      const browser = await world.signedIn();
      await world.signedIn();
      await signInPlainly(plainBrowser(world.server), { ...bob, password: 'wrong' });
      await signInPlainly(browser, alice, { path: '/login?switch=1' });
      await confirms(browser, '/account/browsers/end-others');
      await browser.get('/logout', { 'sec-fetch-site': 'same-origin' });
    });
    assert.deepEqual(grown, {
      'auth_attempts_total{method="password",result="success"}': 3,
      'auth_attempts_total{method="password",result="failure"}': 1,
      'auth_login_total{auth_source="local",result="success"}': 3,
      'auth_login_total{auth_source="local",result="failure"}': 1,
      'auth_login_duration_seconds_count{method="password"}': 4,
      auth_logout_total: 1,
      sessions_created_total: 2,
      'sessions_expired_total{reason="logout"}': 1,
      'sessions_invalidated_total{reason="user"}': 1,
      session_duration_seconds_count: 1,
    });
  });

  it('sessions count an end once, however often it is met — operations.md §7 sessions', async () => {
    const [idle, old, stolen] = [await world.signedIn(), await world.signedIn(), await world.signedIn()];
    const grown = await during(/^sessions_(?:expired|invalidated)/, async () => {
      await stolen.copy().get('/account/sessions', { 'user-agent': 'Another/1.0' });
      clock.advance(hour);
      const copies = [idle.copy(), idle.copy()];
      await Promise.all(copies.map((copy) => copy.get('/account/sessions')));
      clock.advance(day);
      await old.get('/account/sessions');
    });
    assert.deepEqual(grown, {
      'sessions_expired_total{reason="fingerprint_mismatch"}': 1,
      'sessions_expired_total{reason="idle_timeout"}': 1,
      'sessions_expired_total{reason="timeout"}': 1,
    });
  });

  it('logout notices count each attempt — operations.md §7 protocol', async () => {
    const browser = await world.signedIn();
    await world.allows(browser, 'openid');
    const delivered = 'logout_notices_total{result="delivered"}';
    const grown = await during(/^logout_notices/, async () => {
      const earlier = (await scrape(world.server)).get(delivered) ?? 0;
      await browser.get('/logout', { 'sec-fetch-site': 'same-origin' });
      await until('the notice', async () => ((await scrape(world.server)).get(delivered) ?? 0) > earlier);
    });
    assert.deepEqual(grown, { [delivered]: 1 });
  });

  it('HTTP count each request by its pattern — operations.md §7 http', async () => {
    const grown = await during(/^http_(?:requests_total|request_duration)/, async () => {
      await fetch(`${world.server.origin}/oauth/register/some-client`);
      await fetch(`${world.server.origin}/nowhere/at/all`);
      await fetch(`${world.server.origin}/token`, { method: 'POST' });
    });
    assert.deepEqual(grown, {
      'http_requests_total{method="GET",path="/oauth/register/{id}",status="401"}': 1,
      'http_requests_total{method="GET",path="other",status="404"}': 1,
      'http_requests_total{method="POST",path="/oauth/token",status="400"}': 1,
      'http_requests_total{method="GET",path="/metrics",status="200"}': 1,
      'http_request_duration_seconds_count{method="GET",path="/oauth/register/{id}"}': 1,
      'http_request_duration_seconds_count{method="GET",path="other"}': 1,
      'http_request_duration_seconds_count{method="POST",path="/oauth/token"}': 1,
      'http_request_duration_seconds_count{method="GET",path="/metrics"}': 1,
    });
    await says('http_requests_in_flight', 1);
  });

  it('storage count statements, failures and lost races — operations.md §7 storage', async () => {
    const { refresh_token } = await world.allows(await world.signedIn(), 'read offline_access');
    const { kysely } = world.server.running.database;
    const area = /^(?:database_(?:query_errors|commit)|sqlite_group|cache_hits_total)/;
    const grown = await during(area, async () => {
      await assert.rejects(sql`select no_such_column`.execute(kysely));
      await Promise.all(Array.from({ length: 10 }, () => refresh(refresh_token)));
    });
    assert.equal(grown['database_query_errors_total{operation="select"}'], 1);
    assert.ok((grown['database_commit_conflicts_total'] ?? 0) >= 1);
    assert.ok((grown['sqlite_group_commit_size_count'] ?? 0) >= 1);
    assert.ok((grown['cache_hits_total{cache_name="client"}'] ?? 0) >= 2);
  });

  it('upkeep count what is deleted, kept in caches and written to the audit log — operations.md §7 upkeep', async () => {
    await post('/oauth/device/code', { client_id: deviceApplication.client_id, scope: 'openid' });
    const audited = await during(/^audit_events_total/, () =>
      token({ grant_type: 'client_credentials', scope: 'read' }),
    );
    assert.deepEqual(audited, { 'audit_events_total{severity="INFO"}': 1 });
    const deleted = 'cleanup_deleted_total{table="device_code"}';
    const earlier = (await scrape(world.server)).get(deleted) ?? 0;
    const grown = await during(/^(?:cleanup_deleted|cache_misses)/, async () => {
      clock.advance(10 * day);
      await post('/oauth/token', { grant_type: 'client_credentials', client_id: 'nobody-knows-me' });
      await until('a cleanup', async () => ((await scrape(world.server)).get(deleted) ?? 0) > earlier);
    });
    assert.ok((grown[deleted] ?? 0) >= 1);
    assert.equal(grown['cache_misses_total{cache_name="client"}'], 1);
    const now = await scrape(world.server);
    assert.ok((now.get('cache_entries{cache_name="client"}') ?? 0) >= 1);
    assert.ok((now.get('cleanup_last_success_timestamp_seconds') ?? 0) > 0);
    assert.ok((now.get('database_query_duration_seconds_count{operation="select"}') ?? 0) > 0);
  });

  it('what is stored are counts of the database, each interval anew — operations.md M-4', async () => {
    await says('oauth_device_codes_active', 0);
    await says('sessions_active', 0);
    await post('/oauth/device/code', { client_id: deviceApplication.client_id, scope: 'openid' });
    await says('oauth_device_codes_pending_authorization', 1);
    const before = await scrape(world.server);
    await world.allows(await world.signedIn(), 'read offline_access');
    const refreshable = 'oauth_tokens_active{token_type="refresh"}';
    await says(refreshable, (before.get(refreshable) ?? 0) + 1);
    await says('sessions_active', 1);
    await says('users{status="active"}', 3);
    await says('clients{status="active"}', 3);
    await says('signing_keys{state="active"}', 7);
    await says(`build_info{version="${version()}"}`, 1);
  });
});

describe('on PostgreSQL, and where much is refused,', () => {
  it('the pool, limits and lost audit rows are counted — operations.md §7 storage, operations.md §7 http', async () => {
    const { dsn, close } = await postgresDatabase();
    const server = await startTestServer({
      environment: {
        ...{ METRICS_ENABLED: 'true', DATABASE_DRIVER: 'postgres', DATABASE_DSN: dsn },
        ...{ ENABLE_RATE_LIMIT: 'true', LOGIN_RATE_LIMIT: '1', AUDIT_LOG_BUFFER_SIZE: '1' },
      },
    });
    try {
      const grown = await during(
        /^(?:rate_limit|auth_attempts|audit_events_dropped)/,
        async () => {
          const browser = plainBrowser(server);
          for (let attempt = 0; attempt < 3; attempt += 1) await signInPlainly(browser, bob);
        },
        server,
      );
      assert.deepEqual(grown, {
        'rate_limit_exceeded_total{limit="login"}': 2,
        'auth_attempts_total{method="password",result="failure"}': 1,
        'auth_attempts_total{method="password",result="throttled"}': 2,
      });
      await says('users{status="active"}', 1, server);
      await says('database_pool_connections{state="busy"}', 0, server);
      assert.ok(moved.has('database_pool_connections'));
    } finally {
      await server.stop();
      await close();
    }
  });
});

describe('where Redis is away,', () => {
  it('what it does not answer is counted, and it is asked no more for a while — operations.md §7 upkeep, operations.md E-5', async () => {
    const redis = { CLIENT_CACHE_TYPE: 'redis', REDIS_ADDR: `127.0.0.1:${await freePort()}` };
    const server = await startTestServer({ environment: { METRICS_ENABLED: 'true', ...redis } });
    for (let request = 0; request < 20; request += 1)
      await fetch(`${server.origin}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: `nobody-${request}` }),
      });
    const now = await scrape(server);
    const errors = [...now].filter(([series]) => series.startsWith('cache_errors_total'));
    for (const [series] of errors) moved.add(metricOf(series));
    const count = errors.reduce((all, [, value]) => all + value, 0);
    assert.ok(count >= 5 && count <= 10, `${count} errors in ${errors.join('; ')}`);
    assert.ok((now.get('cache_misses_total{cache_name="client"}') ?? 0) >= 20);
    await server.stop();
  });
});

it('every metric there is has moved above — operations.md M-3', () => {
  const names = [counters, histograms, gauges].flatMap(Object.keys);
  // Told by tests of their own: nothing waits here, and nobody else is asked
  const elsewhere = [
    'auth_password_hash_queue',
    'auth_external_api_duration_seconds',
    'auth_oauth_callback_total',
    'auth_factor_total',
    'client_certificate_headers_dropped_total',
    'audit_events_dropped_total',
    'audit_buffer_length',
  ];
  assert.deepEqual(
    names.filter((name) => !moved.has(name) && !elsewhere.includes(name)),
    [],
  );
});
