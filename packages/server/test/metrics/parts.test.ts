/** What counts, one by one: without a server around it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Instant, instant, userId } from '@grantor/protocol';
import type { ChangePorts } from '../../src/administration/change.ts';
import { createCaches } from '../../src/caches/caches.ts';
import { noRelay } from '../../src/cluster/relay.ts';
import { joinWatches, type StatementWatch } from '../../src/database/connection.ts';
import { addGauges } from '../../src/start/metrics.ts';
import { createPeopleEvents } from '../../src/start/people-events.ts';
import { countFacts } from '../../src/telemetry/metrics/facts.ts';
import { createMetrics } from '../../src/telemetry/metrics/metrics.ts';
import { statementMetrics } from '../../src/telemetry/metrics/statements.ts';
import { openSqlite } from '../store/databases.ts';
import { commitOf, everyFact } from '../telemetry/facts.ts';
import { recordedMetrics } from '../telemetry/recorded.ts';
import { seriesOf } from './scrape.ts';

const source = { address: '192.0.2.1', userAgent: null, requestId: 'r', method: 'POST', path: '/' };

describe('facts', () => {
  it('are counted by who ended tokens — operations.md §7 tokens', () => {
    const metrics = recordedMetrics();
    const { family_revoked, account_tokens_revoked, consent_revoked } = everyFact;
    const reasons = ['user', 'admin', 'client', 'logout', 'security'] as const;
    for (const reason of reasons) countFacts(metrics, commitOf({ ...family_revoked, reason }));
    countFacts(metrics, commitOf({ ...account_tokens_revoked, reason: 'admin' }, consent_revoked));
    assert.deepEqual(Object.fromEntries(metrics.counted), {
      'oauth_tokens_revoked_total{reason="user_request"}': 3,
      'oauth_tokens_revoked_total{reason="admin"}': 2,
      'oauth_tokens_revoked_total{reason="client"}': 1,
      'oauth_tokens_revoked_total{reason="security"}': 1,
    });
  });

  it('that nothing is counted of are left alone', () => {
    const metrics = recordedMetrics();
    countFacts(metrics, commitOf(everyFact.flow_started, everyFact.proof_seen));
    assert.equal(metrics.counted.size, 0);
  });
});

describe('sign-in attempts', () => {
  it('are counted by what came of them — operations.md §7 sign-in', () => {
    const metrics = recordedMetrics();
    const audit = { record: async () => {} } as unknown as ChangePorts['audit'];
    const database = {} as ChangePorts['database']; // nothing is written
    const now = (): Instant => instant(0);
    const people = createPeopleEvents({
      changes: { database, audit, now, outbox: null },
      metrics,
      failed: () => assert.fail(),
    });
    for (const result of ['signed_in', 'failed', 'disabled'] as const)
      people.attempted({ result, seconds: 0.1, checkedBy: 'application' });
    for (const result of ['throttled', 'unavailable', 'busy'] as const)
      people.attempted({ result, seconds: 0.1 });
    people.attempted({ result: 'signed_in', seconds: 0.1, checkedBy: 'http_api' });
    people.attempted({ result: 'throttled', seconds: null });
    people.signInFailed({ typed: 'ada', userId: userId('ada'), lock: 'none' }, source);
    assert.deepEqual(Object.fromEntries(metrics.counted), {
      'auth_attempts_total{method="password",result="success"}': 2,
      'auth_attempts_total{method="password",result="failure"}': 1,
      'auth_attempts_total{method="password",result="disabled"}': 1,
      'auth_attempts_total{method="password",result="throttled"}': 2,
      'auth_attempts_total{method="password",result="unavailable"}': 1,
      'auth_attempts_total{method="password",result="busy"}': 1,
      'auth_login_total{auth_source="application",result="success"}': 1,
      'auth_login_total{auth_source="application",result="failure"}': 2,
      'auth_login_total{auth_source="http_api",result="success"}': 1,
    });
  });
});

describe('queues', () => {
  it('are read at each scrape — operations.md §7 sign-in, operations.md §7 upkeep', async () => {
    const { database, close } = await openSqlite();
    const registry = await createMetrics();
    let waiting = 1;
    const client = createCaches({
      ...{ form: 'memory', lifetime: 1000, entries: 1, relay: noRelay },
      ...{ clock: () => 0, asked() {} },
    });
    addGauges(registry, {
      database,
      passwords: { waiting: () => waiting },
      audit: { waiting: 7, dropped: 5 },
      caches: { client, token: null, metrics: null },
    });
    const read = async () => seriesOf((await registry.text()).body);
    assert.equal((await read()).get('auth_password_hash_queue'), 1);
    waiting = 3;
    const later = await read();
    assert.equal(later.get('auth_password_hash_queue'), 3);
    assert.equal(later.get('audit_buffer_length'), 7);
    assert.equal(later.get('audit_events_dropped_total'), 5);
    await close();
  });
});

describe('statements', () => {
  it('are told to each that asked for as slow ones, failures to all', () => {
    const told: string[] = [];
    const watch = (name: string, slowerThan: number): StatementWatch => ({
      slowerThan,
      notice: ({ milliseconds, error }) => void told.push(`${name} ${error ?? milliseconds}`),
    });
    const both = joinWatches([watch('log', 200), watch('metrics', -1)]);
    both?.notice({ sql: 'select 1', milliseconds: 3, error: null });
    both?.notice({ sql: 'select 1', milliseconds: 300, error: null });
    both?.notice({ sql: 'select 1', milliseconds: 1, error: 'away' });
    assert.equal(both?.slowerThan, -1);
    assert.deepEqual(told, ['metrics 3', 'log 300', 'metrics 300', 'log away', 'metrics away']);
  });

  it('are known by their first word alone — operations.md M-2', () => {
    const metrics = recordedMetrics();
    const { notice } = statementMetrics(metrics);
    for (const sql of ['SELECT 1', 'insert\ninto t', 'drop table t', 'begin'])
      notice({ sql, milliseconds: 1, error: new Error('away') });
    assert.deepEqual(Object.fromEntries(metrics.counted), {
      'database_query_errors_total{operation="select"}': 1,
      'database_query_errors_total{operation="insert"}': 1,
      'database_query_errors_total{operation="other"}': 2,
    });
  });
});
